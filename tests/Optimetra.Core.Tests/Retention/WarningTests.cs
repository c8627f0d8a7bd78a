using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Retention;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Retention;

public class WarningTests : SiteTests
{
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14);
    private static readonly TimeSpan AMillisecond = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(730)]
    [InlineData(365, CaseAct.Close)]
    [InlineData(730, CaseAct.Take)]
    [InlineData(730, CaseAct.Reply)]
    public async Task The_warning_comes_as_many_days_before_as_was_promised_to_the_millisecond_and_once(int days, params CaseAct[] acts)
    {
        var receipt = await Site.SendAsync();
        foreach (var act in acts)
        {
            await Site.DoAsync(await Site.EmployeeAsync(), receipt.Reference, act);
        }

        var due = (await Site.FileOfAsync(receipt)).EraseAt!.Value;
        Assert.Equal(Site.Clock.Now.AddDays(days), due);

        Site.Clock.MoveTo(due - Notice - AMillisecond);
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
        await AssertToldAsync(receipt, told: false, mails: 0);

        Site.Clock.Advance(AMillisecond);
        Assert.Equal((0, 1, 0), await Site.RunRetentionAsync());
        await AssertToldAsync(receipt, told: true, mails: 1);
        Assert.Equal("ada@example.org", Assert.Single(await Site.LettersAsync(MailKind.ErasureComing)).Letter.Address);

        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
        Site.Clock.MoveTo(due - AMillisecond);
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
        await AssertToldAsync(receipt, told: true, mails: 1);

        Site.Clock.MoveTo(due);
        Assert.Equal((1, 0, 0), await Site.RunRetentionAsync());
        await AssertToldAsync(receipt, told: false, mails: 0);
    }

    [Fact]
    public async Task Each_channel_is_warned_as_its_setting_was_when_it_was_sent()
    {
        Site.Settings = s => s.Configure<RetentionOptions>(nameof(Channel.InformationRequest), o => o.WarningDays = 30);
        await Site.StartAsync();
        await Site.SendAsync();
        await Site.SendAsync(Given.Request());
        Site.Settings = _ => { };
        await Site.StartAsync();
        Site.Clock.Advance(TimeSpan.FromDays(700));

        Assert.Equal((0, 1, 0), await Site.RunRetentionAsync());

        Assert.Equal("bob@example.org", Assert.Single(await Site.LettersAsync(MailKind.ErasureComing)).Letter.Address);
    }

    [Fact]
    public async Task Whoever_gave_no_address_is_told_in_the_file_and_staff_at_the_desk()
    {
        var receipt = await Site.SendAsync();
        await SealAsync(receipt, content => content with { Sender = new SenderDetails("Ada Example", null, "555 0142", null) });
        Site.Clock.MoveTo((await Site.FileOfAsync(receipt)).EraseAt!.Value - Notice);

        Assert.Equal((0, 1, 0), await Site.RunRetentionAsync());

        await AssertToldAsync(receipt, told: true, mails: 0);
    }

    [Theory]
    [InlineData("message")]
    [InlineData("correction")]
    [InlineData("reply")]
    [InlineData("reopening")]
    [InlineData("hold and release")]
    [InlineData("withdrawal and undoing")]
    public async Task What_happens_after_the_warning_starts_the_time_anew_and_the_warning_comes_again(string what)
    {
        var receipt = await Site.SendAsync();
        await Site.CloseAsync(receipt.Reference);
        var due = (await Site.FileOfAsync(receipt)).EraseAt!.Value;
        Site.Clock.MoveTo(due - Notice);
        await Site.RunRetentionAsync();
        Site.Clock.Advance(TimeSpan.FromDays(1));

        var emil = await Site.EmployeeAsync();
        switch (what)
        {
            case "message":
                await Site.MessageAsync(receipt, "Keep it, please.");
                break;
            case "correction":
                await Site.CorrectAsync(receipt, Given.CorrectionOf((await Site.FileOfAsync(receipt)).Current!) with { Name = "Ada Sample" });
                break;
            case "reply":
                await Site.ReplyAsync(emil, receipt.Reference, "We do.");
                break;
            case "reopening":
                await Site.Desk.ReopenAsync(emil, receipt.Reference, CancellationToken.None);
                break;
            case "hold and release":
                await Site.HoldAsync(await Site.AdministratorAsync(), receipt.Reference, "A court asked for it.");
                Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
                await AssertToldAsync(receipt, told: false, mails: 1);
                await Site.ReleaseAsync(receipt.Reference);
                break;
            default:
                await Site.WithdrawAsync(receipt);
                await Site.UndoAsync(receipt);
                break;
        }

        if (what != "hold and release")
        {
            await AssertToldAsync(receipt, told: false, mails: 1);
            due = (await Site.FileOfAsync(receipt)).EraseAt!.Value;
            Assert.Equal(Site.Clock.Now.AddDays(what is "message" or "reopening" ? 730 : 365), due);
            Site.Clock.MoveTo(due - Notice - AMillisecond);
            Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
            Site.Clock.Advance(AMillisecond);
        }

        Assert.Equal((0, 1, 0), await Site.RunRetentionAsync());
        await AssertToldAsync(receipt, told: true, mails: 2);
    }

    [Fact]
    public async Task A_note_keeps_an_open_case_longer_and_not_a_closed_one()
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();
        Site.Clock.Advance(TimeSpan.FromDays(10));
        await Site.NoteAsync(emil, receipt.Reference, "Rang back.");
        Assert.Equal(Site.Clock.Now.AddDays(730), (await Site.FileOfAsync(receipt)).EraseAt);

        await Site.CloseAsync(receipt.Reference);
        var due = Site.Clock.Now.AddDays(365);
        Site.Clock.MoveTo(due - Notice);
        await Site.RunRetentionAsync();
        await Site.NoteAsync(emil, receipt.Reference, "Still nobody there.");

        Assert.Equal(due, (await Site.FileOfAsync(receipt)).EraseAt);
        await AssertToldAsync(receipt, told: true, mails: 1);
        Site.Clock.MoveTo(due);
        Assert.Equal((1, 0, 0), await Site.RunRetentionAsync());
    }

    [Theory]
    [InlineData("reply")]
    [InlineData("message")]
    [InlineData("correction")]
    public async Task What_either_side_writes_to_the_other_keeps_a_closed_case_longer(string what)
    {
        var receipt = await Site.SendAsync();
        await Site.CloseAsync(receipt.Reference);
        var due = (await Site.FileOfAsync(receipt)).EraseAt!.Value;
        Site.Clock.MoveTo(due - AMillisecond);

        var kept = what switch
        {
            "reply" => await Site.ReplyAsync(await Site.EmployeeAsync(), receipt.Reference, "We do.") == DeskOutcome.Done,
            "message" => await Site.MessageAsync(receipt, "Keep it, please.") == FileOutcome.Done,
            _ => await Site.CorrectAsync(
                receipt, Given.CorrectionOf((await Site.FileOfAsync(receipt)).Current!) with { Name = "Ada Sample" }) == FileOutcome.Done,
        };

        Assert.True(kept);
        Assert.True((await Site.FileOfAsync(receipt)).EraseAt >= due.AddDays(365) - AMillisecond);
        Site.Clock.MoveTo(due);
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
    }

    [Fact]
    public async Task Where_the_setting_says_so_nobody_is_told()
    {
        Site.Settings = s => s.Configure<RetentionOptions>(nameof(Channel.Contact), o => o.WarningDays = 0);
        await Site.StartAsync();
        var receipt = await Site.SendAsync();
        var due = (await Site.FileOfAsync(receipt)).EraseAt!.Value;

        Site.Clock.MoveTo(due - AMillisecond);
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
        await AssertToldAsync(receipt, told: false, mails: 0);
        Site.Clock.MoveTo(due);
        Assert.Equal((1, 0, 0), await Site.RunRetentionAsync());
    }

    [Fact]
    public async Task Nobody_is_told_of_the_end_of_what_is_spam_withdrawn_or_held()
    {
        var spam = await Site.SendAsync(Given.Message() with { Trap = "casino" });
        var moved = await Site.SendAsync();
        await Site.Desk.MoveToSpamAsync(await Site.EmployeeAsync(), moved.Reference, CancellationToken.None);
        var withdrawn = await Site.SendAsync();
        var held = await Site.SendAsync();
        await Site.HoldAsync(await Site.AdministratorAsync(), held.Reference, "A court asked for it.");
        Site.Clock.Advance(TimeSpan.FromDays(360));
        await Site.WithdrawAsync(withdrawn);

        Assert.Equal(0, await Site.Erasure.WarnDueAsync(CancellationToken.None));
        Site.Clock.Advance(TimeSpan.FromDays(370));
        Assert.Equal(0, await Site.Erasure.WarnDueAsync(CancellationToken.None));

        Assert.Empty(await Site.LettersAsync(MailKind.ErasureComing));
        Assert.Equal(CaseState.Spam, (await Site.FileOfAsync(spam)).State);
    }

    [Fact]
    public async Task A_run_that_was_missed_is_made_up_at_the_start_and_what_is_due_is_erased_without_a_mail()
    {
        var due = await Site.SendAsync();
        Site.Clock.Advance(TimeSpan.FromDays(1));
        var near = await Site.SendAsync();
        Site.Clock.MoveTo((await Site.FileOfAsync(due)).EraseAt!.Value);
        await Site.StartAsync();
        var job = Assert.Single(Site.Get<IEnumerable<IHostedService>>().OfType<ErasureJob>());

        var told = Site.Log.WhenLoggedAsync("Told of the coming erasure of 1 cases");
        await job.StartAsync(CancellationToken.None);
        await told;
        await job.StopAsync(CancellationToken.None);

        Assert.Equal(CaseState.Erased, (await Site.FileOfAsync(due)).State);
        await AssertToldAsync(near, told: true, mails: 1);
    }

    [Fact]
    public async Task Even_if_the_warning_runs_first_a_case_that_is_due_gets_no_mail()
    {
        var receipt = await Site.SendAsync();
        Site.Clock.MoveTo((await Site.FileOfAsync(receipt)).EraseAt!.Value);

        await Site.Erasure.WarnDueAsync(CancellationToken.None);

        Assert.Empty(await Site.LettersAsync(MailKind.ErasureComing));
        Assert.Equal((1, 0, 0), await Site.RunRetentionAsync());
    }

    [Fact]
    public async Task A_case_that_cannot_be_unsealed_does_not_keep_the_others_from_their_warning_or_their_erasure()
    {
        var damaged = await Site.SendAsync();
        await Site.ExecuteAsync("""UPDATE "SealedContents" SET "Content" = zeroblob(100)""");
        Site.Clock.Advance(TimeSpan.FromDays(1));
        var whole = await Site.SendAsync();
        Site.Clock.MoveTo(whole.ReceivedAt.AddDays(730) - Notice);

        Assert.Equal((0, 2, 0), await Site.RunRetentionAsync());

        await AssertToldAsync(whole, told: true, mails: 1);
        Assert.Contains(Site.Log.All, line => line.Contains("could not be unsealed", StringComparison.Ordinal));
        Site.Clock.MoveTo(damaged.ReceivedAt.AddDays(730));
        Assert.Equal((1, 0, 0), await Site.RunRetentionAsync());
    }

    /// <summary>Whether sender and staff see that the erasure is near, and how many mails there were.</summary>
    private async Task AssertToldAsync(Receipt receipt, bool told, int mails)
    {
        var emil = await Site.EmployeeAsync();
        var soon = await Site.Desk.ListAsync(emil, new CaseFilter(ErasedSoon: true), CancellationToken.None);
        var (erasedSoon, _) = await Site.Desk.CountRetentionAsync(emil, CancellationToken.None);

        Assert.Equal(told, (await Site.FileOfAsync(receipt)).IsErasureNear);
        Assert.Equal(told ? [receipt.Reference] : [], soon.Rows.Select(r => r.Reference).Where(r => r == receipt.Reference));
        Assert.Equal(soon.Rows.Count, erasedSoon);
        Assert.Equal(mails, (await Site.LettersAsync(MailKind.ErasureComing)).Count);
    }

    /// <summary>Seals other content in the place of what was sent: no form leaves the address out.</summary>
    private Task<int> SealAsync(Receipt receipt, Func<SubmissionContent, SubmissionContent> change) => Site.Writes.RunAsync(
        async unit =>
        {
            var submission = await unit.Submissions.SingleAsync(s => s.Reference == receipt.Reference.Letters);
            var row = await unit.SealedContents.AsNoTracking().SingleAsync(c => c.SubmissionId == submission.Id);
            using var cipher = Site.Get<Seal>().Open(await unit.CaseKeys.SingleAsync(k => k.SubmissionId == submission.Id));
            var place = SealedPlaces.Content(submission.Id, 1);
            var content = cipher.Close(change(SubmissionContent.FromBytes(cipher.Open(row.Content, place))).ToBytes(), place);

            return await unit.SealedContents.Where(c => c.SubmissionId == submission.Id)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.Content, content));
        },
        CancellationToken.None);
}
