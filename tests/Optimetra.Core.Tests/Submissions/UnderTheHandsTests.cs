using System.Text.Json;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Retention;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

/// <summary>What changes while a sender looks, waits or sends the same again.</summary>
public class UnderTheHandsTests : SiteTests
{
    [Fact]
    public async Task A_file_that_is_opened_and_exported_while_it_is_erased_is_whole_or_erased_and_nothing_between()
    {
        foreach (var _ in Enumerable.Range(0, 8))
        {
            var receipt = await Site.SendAsync();
            var opening = Enumerable.Range(0, 12).Select(_ => Task.Run(() => Site.FileOfAsync(receipt.Reference, receipt.Code))).ToList();
            var exporting = Enumerable.Range(0, 3)
                .Select(_ => Task.Run(() => Site.Files.ExportAsync(receipt.Reference, receipt.Code, CancellationToken.None))).ToList();
            var erasing = Task.Run(() => Site.EraseAsync(receipt));

            Assert.All(await Task.WhenAll(opening), file => Assert.Equal(file!.State is CaseState.Erased, file.Current is null));
            Assert.All(await Task.WhenAll(exporting), export =>
            {
                using var json = JsonDocument.Parse(export!);
                Assert.Equal(
                    json.RootElement.GetProperty("state").GetString() == nameof(CaseState.Erased),
                    json.RootElement.GetProperty("sent").GetArrayLength() == 0);
            });
            Assert.Equal(FileOutcome.Done, await erasing);
        }
    }

    [Theory]
    [InlineData(FileAct.Withdraw)]
    [InlineData(FileAct.Erase)]
    public async Task The_same_form_after_what_it_did_was_undone_does_it_not_again_and_says_so(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        if (act == FileAct.Erase)
        {
            await Site.HoldAsync(await Site.AdministratorAsync(), receipt.Reference, "A court asked for it.");
        }

        var token = Site.Tokens.Issue(FileActs.FormOf(act));
        Assert.NotEqual(FileOutcome.UndoneSince, await Site.DoAsync(act, receipt.Reference, receipt.Code, token, current));
        Assert.Equal(FileOutcome.Done, await Site.UndoAsync(receipt));

        Assert.Equal(FileOutcome.UndoneSince, await Site.DoAsync(act, receipt.Reference, receipt.Code, token, current));

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.New, null, null), (file.State, file.WithdrawalAskedAt, file.ErasureAskedAt));
    }

    [Fact]
    public async Task A_case_whose_time_was_over_while_it_was_held_is_erased_only_after_its_sender_was_told()
    {
        var receipt = await Site.SendAsync();
        await Site.CloseAsync(receipt.Reference);
        await Site.HoldAsync(await Site.AdministratorAsync(), receipt.Reference, "A court asked for it.");
        Site.Clock.Advance(TimeSpan.FromDays(800));
        await Site.ReleaseAsync(receipt.Reference);

        Assert.Equal((0, 1, 0), await Site.RunRetentionAsync());
        Assert.Single(await Site.LettersAsync(MailKind.ErasureComing));
        Assert.Equal(Site.Clock.Now.AddDays(14), (await Site.FileOfAsync(receipt)).EraseAt);

        Site.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Equal((1, 0, 0), await Site.RunRetentionAsync());
    }

    [Fact]
    public async Task One_address_gets_three_one_time_codes_an_hour_however_many_cases_name_it()
    {
        var receipts = new List<Receipt>();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            receipts.Add(await Site.SendAsync());
        }

        foreach (var receipt in receipts)
        {
            await Site.AskCodeAsync(receipt.Reference);
        }

        Assert.Equal(3, (await Site.LettersAsync(MailKind.OneTimeCode)).Count);
        Assert.Equal(3, await Site.CountAsync("OneTimeCodes"));
        Site.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await Site.AskCodeAsync(receipts[4].Reference));
    }

    [Fact]
    public async Task When_the_address_is_corrected_nothing_more_goes_to_the_old_one_and_what_went_there_opens_nothing()
    {
        var receipt = await Site.SendAsync();
        var mailed = await Site.MailedCodeAsync(receipt.Reference);
        var correction = Given.CorrectionOf((await Site.FileOfAsync(receipt)).Current!) with { Email = "new@example.org" };

        Assert.Equal(FileOutcome.Done, await Site.CorrectAsync(receipt, correction));

        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, mailed));
        Assert.Empty(await Site.LettersAsync(MailKind.OneTimeCode));
        Assert.Equal("new@example.org", Assert.Single(await Site.LettersAsync(MailKind.Acknowledgement)).Letter.Address);
    }

    [Fact]
    public async Task An_answer_that_is_emptied_keeps_its_place_and_can_be_filled_in_again()
    {
        var receipt = await Site.SendAsync(Given.Request());
        var first = (await Site.FileOfAsync(receipt)).Current!;
        await Site.CorrectAsync(receipt, Given.CorrectionOf(first) with { Answers = [first.Answers[0].Value, "", first.Answers[2].Value] });
        var emptied = (await Site.FileOfAsync(receipt)).Current!;
        Assert.Equal(first.Answers.Select(a => a.Label), emptied.Answers.Select(a => a.Label));

        await Site.CorrectAsync(receipt, Given.CorrectionOf(emptied) with { Answers = [first.Answers[0].Value, "Filled in again.", first.Answers[2].Value] });

        Assert.Equal("Filled in again.", (await Site.FileOfAsync(receipt)).Current!.Answers[1].Value);
    }

    [Fact]
    public async Task A_head_that_the_sender_noted_is_found_in_a_later_export()
    {
        var receipt = await Site.SendAsync();
        await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference);
        var noted = (await Site.FileOfAsync(receipt)).Head;
        await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference);

        using var export = JsonDocument.Parse((await Site.Files.ExportAsync(receipt.Reference, receipt.Code, CancellationToken.None))!);

        var line = export.RootElement.GetProperty("ledger").EnumerateArray().Single(l => l.GetProperty("sequence").GetInt32() == noted.Sequence);
        Assert.Equal(noted.Hash, line.GetProperty("hash").GetString());
        Assert.Equal(nameof(LedgerAct.Opened), line.GetProperty("act").GetString());
    }

    [Theory]
    [InlineData("{0} then {1} then {2} then {3} then {4} then {5}")]
    [InlineData("１: {w}")]
    public async Task The_code_is_seen_in_pieces_and_in_wide_letters_too(string text)
    {
        var receipt = await Site.SendAsync();
        var groups = receipt.Code.Show().Split('-');
        var wide = string.Concat(receipt.Code.Letters.Select(c => (char)(c + 0xFEE0)));
        text = string.Format(System.Globalization.CultureInfo.InvariantCulture, text.Replace("{w}", wide, StringComparison.Ordinal), groups);

        Assert.Equal(FileOutcome.GivesCodeAway, await Site.MessageAsync(receipt, text));
    }

    [Theory]
    [InlineData(10, 730, 10)]
    [InlineData(365, 20, 30)]
    public void A_warning_that_would_come_before_the_period_begins_is_no_setting(int afterClosing, int untouched, int warning)
    {
        var options = new RetentionOptions { DaysAfterClosing = afterClosing, DaysUntouched = untouched, WarningDays = warning };

        Assert.Equal([nameof(RetentionOptions.WarningDays)], options.Validate(new(options)).Single().MemberNames);
    }
}
