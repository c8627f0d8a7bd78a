using Optimetra.Core.Mail;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Mail;

public class OutboxDeskTests : SiteTests
{
    private OutboxDesk Desk => Site.Get<OutboxDesk>();

    [Fact]
    public async Task Administrators_see_what_was_put_aside_before_what_waits_and_no_address()
    {
        var grace = await Site.AdministratorAsync();
        var sue = await Site.SubcontractorAsync();
        var first = await Site.SendAsync();
        await ParkAllAsync();
        Site.Clock.Advance(TimeSpan.FromHours(1));
        var second = await Site.SendAsync();
        await Site.ShareAsync(second.Reference, sue);

        var rows = await Desk.ListAsync(grace, CancellationToken.None);

        Assert.Equal(
            [
                (MailKind.Acknowledgement, first.Reference, null, true), (MailKind.NewCase, first.Reference, "Grace Administrator", true),
                (MailKind.Acknowledgement, second.Reference, null, false), (MailKind.CaseShared, second.Reference, "Sue Subcontractor", false),
                (MailKind.NewCase, second.Reference, null, false),
            ],
            rows.Select(r => (r.Kind, r.Reference, r.Member, Parked: r.ParkedAt is not null))
                .OrderByDescending(r => r.Parked).ThenBy(r => r.Kind == MailKind.Acknowledgement ? 0 : r.Kind == MailKind.CaseShared ? 1 : 2));
        Assert.Equal([true, true, false, false, false], rows.Select(r => r.ParkedAt is not null));
        Assert.All(rows.Take(2), r => Assert.Equal(MailProblem.NotWritten, r.LastProblem));
        Assert.DoesNotContain(rows, r => r.ToString().Contains('@'));
    }

    [Fact]
    public async Task A_mail_that_was_put_aside_goes_once_an_administrator_has_it_tried_again()
    {
        var grace = await Site.AdministratorAsync();
        await Site.SendAsync();
        await ParkAllAsync();
        var parked = (await Desk.ListAsync(grace, CancellationToken.None)).Single(r => r.Kind == MailKind.Acknowledgement);
        Assert.Equal(0, await Site.DispatchAsync());

        Assert.True(await Desk.RetryAsync(grace, parked.Id, CancellationToken.None));
        var waiting = (await Desk.ListAsync(grace, CancellationToken.None)).Single(r => r.Id == parked.Id);
        Assert.Equal((0, null, Site.Clock.Now), (waiting.Tries, waiting.ParkedAt, waiting.NextTryAt));

        Assert.Equal(1, await Site.DispatchAsync());
        Assert.Equal("ada@example.org", Assert.Single(Site.WrittenMails())["To"]);
        Assert.False(await Desk.RetryAsync(grace, parked.Id, CancellationToken.None));
    }

    [Fact]
    public async Task The_outbox_is_for_administrators()
    {
        await Site.SendAsync();
        var mail = (await Site.OutboxAsync())[0];
        foreach (var reader in new[] { await Site.EmployeeAsync(), await Site.SubcontractorAsync(), await Site.AssociateAsync() })
        {
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Desk.ListAsync(reader, CancellationToken.None));
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Desk.RetryAsync(reader, mail.Id, CancellationToken.None));
        }

        Assert.NotEmpty(await Desk.ListAsync(await Site.AdministratorAsync(), CancellationToken.None));
    }

    private async Task ParkAllAsync()
    {
        Site.RefuseMails();
        while ((await Site.OutboxAsync()).Any(m => !m.IsParked))
        {
            await Site.DispatchAsync();
            Site.Clock.Advance(TimeSpan.FromDays(1));
        }

        Site.AllowMails();
    }
}
