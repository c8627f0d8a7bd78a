using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

/// <summary>Somebody who guesses, repeats and mixes up what the file's forms send.</summary>
public class AttacksOnFilesTests : SiteTests
{
    public static TheoryData<FileAct, FileAct> EveryTwoActs
    {
        get
        {
            var all = new TheoryData<FileAct, FileAct>();
            foreach (var act in Enum.GetValues<FileAct>())
            {
                foreach (var other in Enum.GetValues<FileAct>().Where(o => o != act))
                {
                    all.Add(act, other);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(FileActs.Every), MemberType = typeof(FileActs))]
    public async Task Without_both_halves_of_one_receipt_nothing_is_done_and_nothing_is_told(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        var (other, _) = await Site.CaseReadyForAsync(act);
        var before = await Site.DumpAsync();

        foreach (var (reference, code) in new[]
        {
            (receipt.Reference, Wrong(receipt.Code)),
            (receipt.Reference, other.Code),
            (CaseReference.New(), receipt.Code),
            (default, receipt.Code),
        })
        {
            foreach (var token in new[] { Site.Tokens.Issue(FileActs.FormOf(act)), FormToken.None })
            {
                Assert.Equal(FileOutcome.NoSuchFile, await Site.DoAsync(act, reference, code, token, current));
            }

            // Nor does the case's own code in the text tell that it was one.
            Assert.Equal(
                FileOutcome.NoSuchFile,
                await Site.DoAsync(act, reference, code, Site.Tokens.Issue(FileActs.FormOf(act)), current, receipt.Code.Show()));
        }

        Assert.Equal(before, await Site.DumpAsync());
        Assert.Equal(
            FileOutcome.Done,
            await Site.DoAsync(act, receipt.Reference, receipt.Code, Site.Tokens.Issue(FileActs.FormOf(act)), current));
        Assert.NotEqual(before, await Site.DumpAsync());
    }

    [Fact]
    public async Task Without_both_halves_of_one_receipt_nothing_is_read_exported_or_replaced()
    {
        var receipt = await Site.SendAsync();
        var other = await Site.SendAsync();
        var before = await Site.DumpAsync();

        foreach (var (reference, code) in new[]
        {
            (receipt.Reference, Wrong(receipt.Code)),
            (receipt.Reference, other.Code),
            (CaseReference.New(), receipt.Code),
            (default, receipt.Code),
        })
        {
            Assert.Null(await Site.FileOfAsync(reference, code));
            Assert.Null(await Site.Files.ExportAsync(reference, code, CancellationToken.None));
            Assert.Null(await Site.ReplaceCodeAsync(reference, code));
        }

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Theory]
    [MemberData(nameof(FileActs.Every), MemberType = typeof(FileActs))]
    public async Task The_same_form_twice_is_done_once(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        var token = Site.Tokens.Issue(FileActs.FormOf(act));
        Assert.Equal(FileOutcome.Done, await DoAsync(act, receipt, token, current));
        Site.Clock.Advance(TimeSpan.FromMinutes(1));
        var once = await Site.DumpAsync();

        Assert.Equal(FileOutcome.Done, await DoAsync(act, receipt, token, current));
        Assert.Equal(once, await Site.DumpAsync());

        // However late: that it was done is true the next week too.
        Site.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(FileOutcome.Done, await DoAsync(act, receipt, token, current));
        Assert.Equal(once, await Site.DumpAsync());
    }

    [Theory]
    [MemberData(nameof(FileActs.Every), MemberType = typeof(FileActs))]
    public async Task The_same_form_eight_times_at_once_is_done_once(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        var token = Site.Tokens.Issue(FileActs.FormOf(act));
        var entries = await Site.CountAsync("LedgerEntries");

        // All of them find the file before any has written.
        await Site.WriteGate.WaitAsync();
        var posts = Enumerable.Range(0, 8).Select(_ => DoAsync(act, receipt, token, current)).ToList();
        Site.WriteGate.Release();

        Assert.All(await Task.WhenAll(posts), outcome => Assert.Equal(FileOutcome.Done, outcome));
        Assert.Equal(entries + 1, await Site.CountAsync("LedgerEntries"));
        Assert.Equal(1, await Site.ReadAsync<int>($"""
            SELECT count(*) FROM "FormTokenUses" WHERE hex("TokenId") = '{Convert.ToHexString(Site.Tokens.Read(token)!.Id)}'
            """));
        Assert.True((await Site.Ledger.VerifyAsync(CancellationToken.None)).IsIntact);
    }

    [Theory]
    [InlineData(FileAct.AddMessage)]
    [InlineData(FileAct.Correct)]
    public async Task A_form_that_was_used_takes_no_other_words(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        var token = Site.Tokens.Issue(FileActs.FormOf(act));
        Assert.Equal(FileOutcome.Done, await DoAsync(act, receipt, token, current));
        var before = await Site.DumpAsync();

        Assert.Equal(FileOutcome.UsedForOtherContent, await DoAsync(act, receipt, token, current, "Other words"));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Fact]
    public async Task A_correction_whose_words_stand_in_other_places_is_another()
    {
        var receipt = await Site.SendAsync();
        var correction = Given.CorrectionOf((await Site.FileOfAsync(receipt)).Current!);
        var token = Site.Tokens.Issue(FormKind.Correction);
        Assert.Equal(FileOutcome.Done, await Site.CorrectAsync(receipt, correction with { Answers = ["", "Words"] }, token));

        Assert.Equal(
            FileOutcome.UsedForOtherContent, await Site.CorrectAsync(receipt, correction with { Answers = ["Words", ""] }, token));
    }

    [Theory]
    [MemberData(nameof(FileActs.Every), MemberType = typeof(FileActs))]
    public async Task A_form_that_was_used_in_one_file_does_nothing_in_another(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        var (other, itsCurrent) = await Site.CaseReadyForAsync(act);
        var token = Site.Tokens.Issue(FileActs.FormOf(act));
        Assert.Equal(FileOutcome.Done, await DoAsync(act, receipt, token, current));
        var before = await Site.DumpAsync();

        Assert.Equal(FileOutcome.UsedForOtherContent, await DoAsync(act, other, token, itsCurrent));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Theory]
    [MemberData(nameof(EveryTwoActs))]
    public async Task A_form_does_nothing_but_what_it_is_for(FileAct act, FileAct other)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(other);
        var before = await Site.DumpAsync();

        Assert.Equal(FileOutcome.StaleForm, await DoAsync(other, receipt, Site.Tokens.Issue(FileActs.FormOf(act)), current));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Theory]
    [MemberData(nameof(FileActs.Every), MemberType = typeof(FileActs))]
    public async Task Without_a_fresh_form_of_ours_nothing_is_done(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        var old = Site.Tokens.Issue(FileActs.FormOf(act));
        Site.Clock.Advance(FormTokens.Lifetime);
        var justNot = Site.Tokens.Issue(FileActs.FormOf(act));
        Site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var changed = justNot.Text[..^1] + (justNot.Text[^1] == 'A' ? 'E' : 'A');
        var before = await Site.DumpAsync();

        foreach (var token in new[]
        {
            old, FormToken.None, FormToken.FromPost("none of ours"), FormToken.FromPost(changed), Site.Tokens.Issue(FormKind.Contact),
            Site.Tokens.Issue(FormKind.Note), Site.Tokens.Issue(FormKind.Reply), Site.Tokens.Issue(FormKind.NewCode),
        })
        {
            Assert.Equal(FileOutcome.StaleForm, await DoAsync(act, receipt, token, current));
        }

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Theory]
    [MemberData(nameof(FileActs.Every), MemberType = typeof(FileActs))]
    public async Task An_act_that_cannot_be_entered_in_the_ledger_is_not_done(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        var token = Site.Tokens.Issue(FileActs.FormOf(act));
        await Site.RefuseLedgerEntriesAsync();
        var before = await Site.DumpAsync();

        await Assert.ThrowsAsync<DbUpdateException>(() => DoAsync(act, receipt, token, current));
        await Assert.ThrowsAsync<DbUpdateException>(() => Site.Files.ExportAsync(receipt.Reference, receipt.Code, CancellationToken.None));

        Assert.Equal(before, await Site.DumpAsync());
        // The form is not used up by that.
        await Site.AllowLedgerEntriesAsync();
        Assert.Equal(FileOutcome.Done, await DoAsync(act, receipt, token, current));
    }

    [Theory]
    [MemberData(nameof(FileActs.Every), MemberType = typeof(FileActs))]
    public async Task A_code_that_was_replaced_opens_nothing_and_does_nothing(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        var used = Site.Tokens.Issue(FormKind.Message);
        if (act != FileAct.Undo)
        {
            Assert.Equal(FileOutcome.Done, await Site.MessageAsync(receipt, "Mine.", used));
        }

        var renewed = await Site.RenewCodeAsync(receipt.Reference);
        var before = await Site.DumpAsync();

        Assert.Equal(FileOutcome.NoSuchFile, await DoAsync(act, receipt, Site.Tokens.Issue(FileActs.FormOf(act)), current));
        Assert.Equal(FileOutcome.NoSuchFile, await Site.MessageAsync(receipt, "Mine.", used));
        Assert.Null(await Site.FileOfAsync(receipt.Reference, receipt.Code));
        Assert.Null(await Site.Files.ExportAsync(receipt.Reference, receipt.Code, CancellationToken.None));

        Assert.Equal(before, await Site.DumpAsync());
        Assert.Equal(FileOutcome.Done, await DoAsync(act, renewed, Site.Tokens.Issue(FileActs.FormOf(act)), current));
    }

    [Fact]
    public async Task A_wrong_code_and_a_reference_that_is_not_there_ask_the_database_the_same()
    {
        var receipt = await Site.SendAsync();

        var wrongCode = await QueriesOfAsync(() => Site.FileOfAsync(receipt.Reference, Wrong(receipt.Code)));
        var wrongReference = await QueriesOfAsync(() => Site.FileOfAsync(CaseReference.New(), receipt.Code));

        Assert.NotEmpty(wrongCode);
        Assert.Equal(wrongCode, wrongReference);
    }

    [Theory]
    [MemberData(nameof(FileActs.Every), MemberType = typeof(FileActs))]
    public async Task A_code_that_is_replaced_while_the_act_waits_its_turn_does_nothing(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        var wrong = Wrong(receipt.Code);

        // The file is found, since the code still fits; then the code's replacing comes to the disk first.
        await Site.WriteGate.WaitAsync();
        var replacing = Site.Writes.RunAsync(
            async unit =>
            {
                var submission = await unit.Submissions.SingleAsync(s => s.Reference == receipt.Reference.Letters);
                var (hash, keyId) = Site.Get<KeyedHashes>().HashCode(submission.Id, wrong);
                submission.SetCode(hash, keyId);

                return true;
            },
            CancellationToken.None);
        var late = DoAsync(act, receipt, Site.Tokens.Issue(FileActs.FormOf(act)), current);
        Site.WriteGate.Release();
        await replacing;

        Assert.Equal(FileOutcome.NoSuchFile, await late);
        Assert.Equal(act == FileAct.Undo ? "1 15" : "1", await Site.LedgerActsAsync());
    }

    /// <summary>What is asked of the database meanwhile, statement by statement, without the times it took.</summary>
    private async Task<IReadOnlyList<string>> QueriesOfAsync(Func<Task<CustomerFileView?>> open)
    {
        var before = Site.Log.All.Count;
        Assert.Null(await open());

        return [.. Site.Log.All.Skip(before)
            .Where(line => line.StartsWith("Executed DbCommand", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf(']', StringComparison.Ordinal)..])];
    }

    private static ReceiptCode Wrong(ReceiptCode code) => new(code.Letters[..^1] + (code.Letters[^1] == '0' ? '1' : '0'));

    private Task<FileOutcome> DoAsync(FileAct act, Receipt receipt, FormToken token, ContentVersion current, string words = "Words") =>
        Site.DoAsync(act, receipt.Reference, receipt.Code, token, current, words);
}
