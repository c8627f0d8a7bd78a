using Optimetra.Core.Mail;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Mail;

/// <summary>A mail is stored with what it reports, or neither is; and nobody can read from the outbox whom it goes to.</summary>
public class OutboxTests : SiteTests
{
    [Fact]
    public async Task Each_act_puts_its_mails_into_the_outbox()
    {
        var receipt = await Site.SendAsync();
        await Site.ReplyAsync(receipt.Reference);
        await Site.ShareAsync(receipt.Reference, await Site.SubcontractorAsync());
        await Site.AskLostCodeAsync(receipt.Reference);

        Assert.Equal(
            [
                (MailKind.Acknowledgement, false), (MailKind.ReplyWaiting, false), (MailKind.OneTimeCode, false), (MailKind.NewCase, false),
                (MailKind.CaseShared, true),
            ],
            (await Site.OutboxAsync()).Select(m => (m.Kind, m.GoesToMember)).OrderBy(m => m.Kind));
    }

    [Fact]
    public async Task The_coming_erasure_is_told_by_mail_once()
    {
        var receipt = await Site.SendAsync();
        await Site.CloseAsync(receipt.Reference);
        var eraseAt = (await Site.FileOfAsync(receipt.Reference, receipt.Code))!.EraseAt!.Value;

        Site.Clock.MoveTo(eraseAt.AddDays(-14));
        Assert.Equal(1, await Site.Erasure.WarnDueAsync(CancellationToken.None));
        Assert.Equal(0, await Site.Erasure.WarnDueAsync(CancellationToken.None));

        Assert.Single(await Site.OutboxAsync(), m => m.Kind == MailKind.ErasureComing);
    }

    [Fact]
    public async Task What_was_not_stored_is_told_to_nobody()
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();
        var before = await Site.OutboxAsync();
        await Site.RefuseLedgerEntriesAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => Site.SendAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => Site.ReplyAsync(receipt.Reference));
        Assert.Equal(before, await Site.OutboxAsync());

        await Site.AllowLedgerEntriesAsync();
        await Site.SendAsync(Given.Message() with { Email = "bob@example.org" });
        await Site.ReplyAsync(receipt.Reference);
        Assert.Equal(before.Count + 3, (await Site.OutboxAsync()).Count);
    }

    [Fact]
    public async Task The_same_post_twice_is_told_once()
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);
        await Site.PostAsync(Given.Message(), token);
        await Site.PostAsync(Given.Message(), token);

        Assert.Single(await Site.OutboxAsync(), m => m.Kind == MailKind.Acknowledgement);
        Assert.Single(await Site.OutboxAsync(), m => m.Kind == MailKind.NewCase);
    }

    [Fact]
    public async Task Whom_a_waiting_mail_goes_to_is_in_no_file_and_no_line_of_the_log()
    {
        var receipt = await Site.SendAsync(Given.Message() with { Email = "quokka@example.org" });
        await Site.ReplyAsync(receipt.Reference);
        await Site.AskLostCodeAsync(receipt.Reference, "quokka@example.org");
        Assert.Equal(4, (await Site.OutboxAsync()).Count);

        // What is known to be there is found, so the search searches.
        Assert.NotEmpty(Site.FilesWith("Emil Employee"));
        Assert.Empty(Site.FilesWith("quokka"));
        Assert.DoesNotContain(Site.Log.All, line => line.Contains("quokka", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_address_cannot_be_moved_to_another_mail()
    {
        var receipt = await Site.SendAsync();
        await Site.ReplyAsync(receipt.Reference);
        await Site.DispatchAsync();
        var sent = Site.WrittenMails().Count;

        await Site.ReplyAsync(receipt.Reference);
        await Site.AskLostCodeAsync(receipt.Reference);
        await Site.ExecuteAsync($"""
            UPDATE "OutboxMails" SET "Letter" = (SELECT "Letter" FROM "OutboxMails" WHERE "Kind" = {(int)MailKind.OneTimeCode})
            WHERE "Kind" = {(int)MailKind.ReplyWaiting}
            """);
        Assert.Equal(1, await Site.DispatchAsync());

        Assert.Equal(sent + 1, Site.WrittenMails().Count);
        var left = Assert.Single(await Site.OutboxAsync());
        Assert.Equal((MailKind.ReplyWaiting, MailProblem.NotReadable), (left.Kind, left.LastProblem));
    }

    [Fact]
    public async Task Erasing_a_case_takes_its_waiting_mails_too()
    {
        var erased = await Site.SendAsync();
        var other = await Site.SendAsync();

        await Site.EraseAsync(erased.Reference);

        Assert.Equal(2, (await Site.OutboxAsync()).Count);
        await Site.DispatchAsync();
        Assert.DoesNotContain(Site.WrittenMails(), m => m.Body.Contains(erased.Reference.ToString(), StringComparison.Ordinal));
        Assert.Contains(Site.WrittenMails(), m => m.Body.Contains(other.Reference.ToString(), StringComparison.Ordinal));
    }
}
