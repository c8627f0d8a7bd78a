using Microsoft.Extensions.Hosting;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

public class LostCodesTests : SiteTests
{
    private static readonly TimeSpan AMillisecond = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData("ada@example.org")]
    [InlineData("ADA@Example.ORG")]
    public async Task Reference_and_address_bring_one_one_time_code_by_mail_to_the_address_as_it_was_sent(string asked)
    {
        var receipt = await Site.SendAsync();
        await Site.SendAsync();

        Assert.True(await Site.AskCodeAsync(receipt.Reference, asked));

        Assert.Equal(1, await Site.CountAsync("OneTimeCodes"));
        var (mail, letter) = Assert.Single(await Site.LettersAsync(MailKind.OneTimeCode));
        Assert.Equal("ada@example.org", letter.Address);
        Assert.Equal((Site.Clock.Now, Site.Clock.Now.AddMinutes(30), null), (mail.CreatedAt, mail.UsefulUntil, mail.MemberId));
        Assert.Equal(receipt.Reference.Letters, await Site.ReadAsync<string>($"""
            SELECT "Reference" FROM "Submissions" s JOIN "OneTimeCodes" c ON c."SubmissionId" = s."Id"
            """));
    }

    [Fact]
    public async Task What_does_not_fit_brings_nothing()
    {
        var receipt = await Site.SendAsync();
        var other = await Site.SendAsync(Given.Request());
        var erased = await Site.SendAsync();
        await Site.EraseAsync(erased);
        var before = await Site.DumpAsync();

        Assert.False(await Site.AskCodeAsync(receipt.Reference, "eve@example.org"));
        Assert.False(await Site.AskCodeAsync(receipt.Reference, "bob@example.org"));
        Assert.False(await Site.AskCodeAsync(other.Reference, "ada@example.org"));
        Assert.False(await Site.AskCodeAsync(receipt.Reference, ""));
        Assert.False(await Site.AskCodeAsync(receipt.Reference, "ada@example.org "));
        Assert.False(await Site.AskCodeAsync(receipt.Reference, "ada@example.org,eve@example.org"));
        Assert.False(await Site.AskCodeAsync(CaseReference.New()));
        Assert.False(await Site.AskCodeAsync(default));
        Assert.False(await Site.AskCodeAsync(erased.Reference));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Fact]
    public async Task The_address_is_the_one_that_the_case_has_now()
    {
        var receipt = await Site.SendAsync();
        await Site.CorrectAsync(receipt, Given.CorrectionOf((await Site.FileOfAsync(receipt)).Current!) with { Email = "ada@sample.example" });

        Assert.False(await Site.AskCodeAsync(receipt.Reference));
        Assert.True(await Site.AskCodeAsync(receipt.Reference, "ada@sample.example"));
    }

    [Fact]
    public async Task A_case_gets_three_within_any_hour_however_many_ask_at_once()
    {
        var receipt = await Site.SendAsync();
        var other = await Site.SendAsync(Given.Message() with { Email = "bob@example.org" });
        Assert.True(await Site.AskCodeAsync(receipt.Reference));
        Site.Clock.Advance(TimeSpan.FromMinutes(10));

        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Site.AskCodeAsync(receipt.Reference)));
        Assert.Equal(2, asked.Count(sent => sent));
        Assert.Equal(3, (await Site.LettersAsync(MailKind.OneTimeCode)).Count);
        Assert.True(await Site.AskCodeAsync(other.Reference, "bob@example.org"));

        Site.Clock.Advance(TimeSpan.FromMinutes(50) - AMillisecond);
        Assert.False(await Site.AskCodeAsync(receipt.Reference));
        Site.Clock.Advance(AMillisecond);
        Assert.True(await Site.AskCodeAsync(receipt.Reference));
        Assert.False(await Site.AskCodeAsync(receipt.Reference));
    }

    [Fact]
    public async Task Codes_that_no_longer_work_are_not_kept()
    {
        var receipt = await Site.SendAsync();
        await Site.AskCodeAsync(receipt.Reference);
        Site.Clock.Advance(TimeSpan.FromHours(1));

        await Site.AskCodeAsync(receipt.Reference);

        Assert.Equal(1, await Site.CountAsync("OneTimeCodes"));
    }

    [Fact]
    public async Task The_one_time_code_is_exchanged_for_a_new_code_and_the_old_one_opens_nothing_more()
    {
        var receipt = await Site.SendAsync();
        var mailed = await Site.MailedCodeAsync(receipt.Reference);
        Site.Clock.Advance(LostCodes.Lifetime - AMillisecond);

        var renewed = await Site.ReplaceCodeAsync(receipt.Reference, mailed);

        Assert.NotNull(renewed);
        Assert.Equal(receipt.Reference, renewed.Reference);
        Assert.Equal(3, new[] { receipt.Code, mailed, renewed.Code }.Select(c => c.Letters).Distinct().Count());
        Assert.Null(await Site.FileOfAsync(receipt.Reference, receipt.Code));
        var file = await Site.FileOfAsync(renewed);
        Assert.Equal(
            (LedgerAct.CodeReplaced, LedgerActor.Sender, Site.Clock.Now), (file.Ledger[^1].Act, file.Ledger[^1].Actor, file.Ledger[^1].At));
        Assert.Equal("Ada Example", file.Current!.Sender.Name);
    }

    [Fact]
    public async Task The_same_form_again_gives_the_same_receipt_and_another_gives_none()
    {
        var receipt = await Site.SendAsync();
        var mailed = await Site.MailedCodeAsync(receipt.Reference);
        var token = Site.Tokens.Issue(FormKind.NewCode);

        await Site.WriteGate.WaitAsync();
        var posts = Enumerable.Range(0, 8).Select(_ => Site.ReplaceCodeAsync(receipt.Reference, mailed, token)).ToList();
        Site.WriteGate.Release();
        var receipts = await Task.WhenAll(posts);

        Assert.Single(receipts.Select(r => r!.Code.Letters).Distinct());
        Assert.Equal("1 14", await Site.LedgerActsAsync());
        var before = await Site.DumpAsync();
        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, mailed));
        Assert.Equal(receipts[0]!.Code.Letters, (await Site.ReplaceCodeAsync(receipt.Reference, mailed, token))!.Code.Letters);
        Assert.Equal(before, await Site.DumpAsync());
    }

    [Fact]
    public async Task Of_two_forms_at_once_with_one_code_one_gets_a_receipt()
    {
        var receipt = await Site.SendAsync();
        var mailed = await Site.MailedCodeAsync(receipt.Reference);

        await Site.WriteGate.WaitAsync();
        var posts = Enumerable.Range(0, 8).Select(_ => Site.ReplaceCodeAsync(receipt.Reference, mailed)).ToList();
        Site.WriteGate.Release();
        var given = Assert.Single((await Task.WhenAll(posts)).OfType<Receipt>());

        Assert.NotNull(await Site.FileOfAsync(given.Reference, given.Code));
        Assert.Equal("1 14", await Site.LedgerActsAsync());
    }

    [Fact]
    public async Task A_form_whose_code_was_replaced_since_does_not_show_it_again()
    {
        var receipt = await Site.SendAsync();
        var mailed = await Site.MailedCodeAsync(receipt.Reference);
        var token = Site.Tokens.Issue(FormKind.NewCode);
        Assert.NotNull(await Site.ReplaceCodeAsync(receipt.Reference, mailed, token));
        Site.Clock.Advance(AMillisecond);
        await Site.RenewCodeAsync(receipt.Reference);

        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, mailed, token));
    }

    [Fact]
    public async Task After_half_an_hour_the_one_time_code_gives_nothing()
    {
        var receipt = await Site.SendAsync();
        var mailed = await Site.MailedCodeAsync(receipt.Reference);
        Site.Clock.Advance(TimeSpan.FromMinutes(30));
        var before = await Site.DumpAsync();

        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, mailed));

        Assert.Equal(before, await Site.DumpAsync());
        Assert.NotNull(await Site.FileOfAsync(receipt));
    }

    [Fact]
    public async Task What_is_not_the_one_time_code_of_this_case_gives_nothing()
    {
        var receipt = await Site.SendAsync();
        var other = await Site.SendAsync();
        var mailed = await Site.MailedCodeAsync(receipt.Reference);
        Site.Clock.Advance(AMillisecond);
        var mailedToOther = await Site.MailedCodeAsync(other.Reference);
        var wrong = new ReceiptCode(mailed.Letters[..^1] + (mailed.Letters[^1] == '0' ? '1' : '0'));
        var stale = Site.Tokens.Issue(FormKind.NewCode);
        var before = await Site.DumpAsync();

        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, wrong));
        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, mailedToOther));
        Assert.Null(await Site.ReplaceCodeAsync(other.Reference, mailed));
        Assert.Null(await Site.ReplaceCodeAsync(CaseReference.New(), mailed));
        // The receipt's own code is none, and the one-time code opens no file.
        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, receipt.Code));
        Assert.Null(await Site.FileOfAsync(receipt.Reference, mailed));
        Assert.Equal(FileOutcome.NoSuchFile, await Site.Files.EraseAsync(
            receipt.Reference, mailed, Site.Tokens.Issue(FormKind.Erasure), CancellationToken.None));
        // Nor is another form one for this.
        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, mailed, FormToken.None));
        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, mailed, Site.Tokens.Issue(FormKind.Erasure)));
        Site.Clock.Advance(FormTokens.Lifetime + AMillisecond);
        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, mailed, stale));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Fact]
    public async Task A_form_that_was_used_for_one_case_gives_no_code_for_another()
    {
        var receipt = await Site.SendAsync();
        var other = await Site.SendAsync();
        var mailed = await Site.MailedCodeAsync(receipt.Reference);
        Site.Clock.Advance(AMillisecond);
        var mailedToOther = await Site.MailedCodeAsync(other.Reference);
        var token = Site.Tokens.Issue(FormKind.NewCode);
        Assert.NotNull(await Site.ReplaceCodeAsync(receipt.Reference, mailed, token));

        Assert.Null(await Site.ReplaceCodeAsync(other.Reference, mailedToOther, token));
        Assert.NotNull(await Site.FileOfAsync(other));
    }

    [Fact]
    public async Task A_code_that_was_mailed_before_the_erasure_gives_nothing_after_it()
    {
        var receipt = await Site.SendAsync();
        var mailed = await Site.MailedCodeAsync(receipt.Reference);
        await Site.EraseAsync(receipt);

        Assert.Null(await Site.ReplaceCodeAsync(receipt.Reference, mailed));
        Assert.Equal(0, await Site.CountAsync("OneTimeCodes"));
        Assert.Equal(0, await Site.CountAsync("OutboxMails"));
    }

    [Fact]
    public async Task No_code_is_in_clear_in_any_file_or_in_the_log()
    {
        var receipt = await Site.SendAsync();
        var mailed = await Site.MailedCodeAsync(receipt.Reference);
        await Site.AskCodeAsync(receipt.Reference, "eve@intruder.example");
        await Site.ReplaceCodeAsync(receipt.Reference, receipt.Code);
        var token = Site.Tokens.Issue(FormKind.NewCode);
        var renewed = (await Site.ReplaceCodeAsync(receipt.Reference, mailed, token))!;
        string[] secrets =
        [
            .. new[] { receipt.Code, mailed, renewed.Code }.SelectMany(c => new[] { c.Show(), c.Letters }),
            token.Text, "ada@example.org", "intruder.example",
        ];
        // What is known to be there is found, so the search searches.
        Assert.NotEmpty(Site.FilesWith(receipt.Reference.Letters));

        Assert.All(secrets, secret => Assert.Empty(Site.FilesWith(secret)));
        await Site.StopAsync();
        Assert.All(secrets, secret => Assert.Empty(Site.FilesWith(secret)));
        Assert.NotEmpty(Site.FilesWith(receipt.Reference.Letters));
        Assert.All(secrets, secret => Assert.DoesNotContain(
            Site.Log.All, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task What_is_asked_is_looked_at_while_the_site_runs()
    {
        var receipt = await Site.SendAsync();
        await Site.Get<Outbox>().WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        var job = Assert.Single(Site.Get<IEnumerable<IHostedService>>().OfType<LostCodeJob>());

        Site.Get<LostCodes>().Ask(CaseReference.New(), "ada@example.org");
        Site.Get<LostCodes>().Ask(receipt.Reference, "ada@example.org");
        Assert.Equal(0, await Site.CountAsync("OneTimeCodes"));
        await job.StartAsync(CancellationToken.None);
        await Site.Get<Outbox>().WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        await job.StopAsync(CancellationToken.None);

        Assert.Equal(1, await Site.CountAsync("OneTimeCodes"));
    }
}
