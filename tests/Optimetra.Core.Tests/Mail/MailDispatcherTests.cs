using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Mail;

public class MailDispatcherTests : SiteTests
{
    [Fact]
    public async Task A_mail_goes_out_once_and_nothing_of_it_stays_in_the_outbox()
    {
        await Site.SendAsync();

        Assert.Equal(1, await Site.DispatchAsync());
        Assert.Equal(0, await Site.DispatchAsync());

        Assert.Equal("ada@example.org", Assert.Single(Site.WrittenMails())["To"]);
        Assert.Empty(await Site.OutboxAsync());
        Assert.DoesNotContain(Site.Log.All, line => line.Contains("ada@example.org", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_mail_says_whom_it_comes_from_and_that_no_person_sent_it()
    {
        await Site.SendAsync();
        var id = (await Site.OutboxAsync()).Single(m => m.Kind == MailKind.Acknowledgement).Id;
        await Site.DispatchAsync();

        var mail = Assert.Single(Site.WrittenMails());
        Assert.Equal("Optimetra <office@optimetra.example>", mail["From"].Replace("\"", "", StringComparison.Ordinal));
        Assert.Equal($"<{id}@www.optimetra.example>", mail["Message-ID"]);
        Assert.Equal("auto-generated", mail["Auto-Submitted"]);
        Assert.NotEmpty(mail["Date"]);
    }

    [Fact]
    public async Task A_new_case_is_told_to_everybody_who_is_an_employee_when_the_mail_is_sent()
    {
        var grace = await Site.AdministratorAsync();
        var leaving = await Site.MemberAsync("Lea Leaver", StaffRole.Employee);
        await Site.SubcontractorAsync();
        await Site.AssociateAsync();
        await Site.SendAsync();
        await Site.EmployeeAsync();
        Assert.True(await Site.StaffAsync(s => s.DeactivateAsync(grace, leaving.MemberId, CancellationToken.None)));

        await Site.DispatchAsync();

        Assert.Equal(
            ["ada@example.org", "emil@optimetra.example", "grace@optimetra.example"], Site.WrittenMails().Select(m => m["To"]));
        Assert.Equal(3, Site.WrittenMails().Select(m => m["Message-ID"]).Distinct().Count());
        Assert.Empty(await Site.OutboxAsync());
    }

    [Fact]
    public async Task A_mail_that_cannot_go_is_tried_later_and_later_and_in_the_end_put_aside()
    {
        await RestartAsync(s => s.Configure<MailOptions>(o => o.MaxTries = 10));
        await Site.SendAsync();
        Site.RefuseMails();

        foreach (var minutes in new[] { 1, 5, 15, 60, 240, 480, 960, 1440, 1440 })
        {
            await Site.DispatchAsync();
            var failed = Assert.Single(await Site.OutboxAsync());
            Assert.Equal(Site.Clock.Now.AddMinutes(minutes), failed.NextTryAt);
            Assert.Equal((MailProblem.NotWritten, false), (failed.LastProblem, failed.IsParked));

            Site.Clock.MoveTo(failed.NextTryAt.AddMilliseconds(-1));
            await Site.DispatchAsync();
            Assert.Equal(failed, Assert.Single(await Site.OutboxAsync()));
            Site.Clock.MoveTo(failed.NextTryAt);
        }

        await Site.DispatchAsync();
        var parked = Assert.Single(await Site.OutboxAsync());
        Assert.Equal((10, true), (parked.Tries, parked.IsParked));

        Site.AllowMails();
        Site.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await Site.DispatchAsync());
        Assert.Equal(parked, Assert.Single(await Site.OutboxAsync()));
    }

    [Fact]
    public async Task A_mail_goes_at_the_next_try_once_it_can()
    {
        await Site.SendAsync();
        Site.RefuseMails();
        Assert.Equal(0, await Site.DispatchAsync());

        Site.AllowMails();
        Assert.Equal(0, await Site.DispatchAsync());
        Site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Site.DispatchAsync());

        Assert.Single(Site.WrittenMails());
    }

    [Fact]
    public async Task While_the_folder_cannot_be_written_the_other_mails_wait_untried()
    {
        await Site.SendAsync();
        await Site.SendAsync();
        Site.RefuseMails();

        await Site.DispatchAsync();

        Assert.Equal([1, 0], (await Site.OutboxAsync()).Select(m => m.Tries));
        Site.AllowMails();
        Assert.Equal(1, await Site.DispatchAsync());
    }

    [Fact]
    public async Task A_mail_that_cannot_be_read_does_not_hold_up_the_next()
    {
        await Site.SendAsync();
        await Site.ExecuteAsync("""UPDATE "OutboxMails" SET "Letter" = x'00' WHERE "Letter" IS NOT NULL""");
        await Site.SendAsync(Given.Message() with { Email = "bob@example.org" });

        Assert.Equal(1, await Site.DispatchAsync());

        Assert.Equal("bob@example.org", Assert.Single(Site.WrittenMails())["To"]);
        var left = Assert.Single(await Site.OutboxAsync());
        Assert.Equal((1, MailProblem.NotReadable), (left.Tries, left.LastProblem));
    }

    [Fact]
    public async Task A_mail_whose_going_could_not_be_recorded_goes_again_as_the_same_mail()
    {
        var receipt = await Site.SendAsync();
        await Site.DispatchAsync();
        await Site.ReplyAsync(receipt.Reference);
        await Site.Writes.RunAsync(unit => unit.Database.ExecuteSqlRawAsync("PRAGMA query_only = ON"), CancellationToken.None);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Site.DispatchAsync());
        var ids = Site.WrittenMails().Select(m => m["Message-ID"]).ToList();
        Assert.Equal(2, ids.Count);

        await Site.ForgetConnectionsAsync();
        Assert.Equal(1, await Site.DispatchAsync());

        Assert.Equal(ids, Site.WrittenMails().Select(m => m["Message-ID"]));
    }

    [Theory]
    [InlineData("ada@exämple.org", "ada@xn--exmple-cua.org")]
    [InlineData("ädä@example.org", "ädä@example.org")]
    public async Task An_address_in_other_letters_than_ASCII_gets_its_mail(string address, string to)
    {
        await Site.SendAsync(Given.Message() with { Email = address });

        Assert.Equal(1, await Site.DispatchAsync());
        Assert.Equal(to, Assert.Single(Site.WrittenMails())["To"]);
    }

    [Fact]
    public async Task More_mails_than_one_batch_go_in_one_run()
    {
        foreach (var number in Enumerable.Range(0, 60))
        {
            await Site.SendAsync(Given.Message() with { Email = $"sender{number}@example.org" });
        }

        Assert.Equal(60, await Site.DispatchAsync());
        Assert.Equal(60, Site.WrittenMails().Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_one_time_code_is_sent_while_it_works_and_not_afterwards(int after, int sent)
    {
        var receipt = await Site.SendAsync();
        await Site.DispatchAsync();
        await Site.AskLostCodeAsync(receipt.Reference);

        Site.Clock.Advance(LostCodes.Lifetime - TimeSpan.FromMilliseconds(1) + TimeSpan.FromMilliseconds(after));

        Assert.Equal(sent, await Site.DispatchAsync());
        Assert.Equal(1 + sent, Site.WrittenMails().Count);
        Assert.Empty(await Site.OutboxAsync());
    }

    [Fact]
    public async Task What_is_not_true_any_more_when_a_mail_is_sent_is_not_said()
    {
        var grace = await Site.AdministratorAsync();
        var sue = await Site.SubcontractorAsync();
        var alan = await Site.AssociateAsync();
        var emil = await Site.EmployeeAsync();

        var ended = await Site.SendAsync();
        await Site.DispatchAsync();
        var before = Site.WrittenMails().Count;
        await Site.ShareAsync(ended.Reference, sue);
        var share = (await Site.OpenAsync(emil, ended.Reference))!.Shares.Single();
        await Site.Desk.EndShareAsync(emil, ended.Reference, share.Id, CancellationToken.None);
        await Site.ShareAsync(ended.Reference, alan);
        await Site.StaffAsync(s => s.DeactivateAsync(grace, alan.MemberId, CancellationToken.None));

        var spam = await Site.SendAsync(Given.Message() with { Email = "casino@example.org" });
        await Site.Desk.MoveToSpamAsync(emil, spam.Reference, CancellationToken.None);
        Assert.Equal(4, (await Site.OutboxAsync()).Count);

        Assert.Equal(0, await Site.DispatchAsync());
        Assert.Equal(before, Site.WrittenMails().Count);
        Assert.Empty(await Site.OutboxAsync());
    }

    [Fact]
    public async Task A_coming_erasure_is_not_told_once_the_case_is_held()
    {
        var receipt = await Site.SendAsync();
        await Site.DispatchAsync();
        await Site.CloseAsync(receipt.Reference);
        Site.Clock.MoveTo((await Site.FileOfAsync(receipt.Reference, receipt.Code))!.EraseAt!.Value.AddDays(-14));
        await Site.Erasure.WarnDueAsync(CancellationToken.None);
        await Site.Desk.HoldAsync(
            await Site.AdministratorAsync(), receipt.Reference, "A law suit.", Site.Tokens.Issue(FormKind.Hold), CancellationToken.None);
        Assert.Single(await Site.OutboxAsync());

        Assert.Equal(0, await Site.DispatchAsync());
        Assert.Empty(await Site.OutboxAsync());
    }

    [Fact]
    public async Task The_files_of_mails_are_private_and_go_with_their_case()
    {
        var receipt = await Site.SendAsync();
        var other = await Site.SendAsync(Given.Message() with { Email = "bob@example.org" });
        await Site.DispatchAsync();
        Assert.Equal(2, Site.WrittenMails().Count);
        if (!OperatingSystem.IsWindows())
        {
            var modes = Directory.GetFiles(Site.MailFolder()).Select(File.GetUnixFileMode);
            Assert.Equal([UnixFileMode.UserRead | UnixFileMode.UserWrite], modes.Distinct());
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Site.MailFolder()));
        }

        await Site.EraseAsync(receipt.Reference);

        Assert.Equal("bob@example.org", Assert.Single(Site.WrittenMails())["To"]);
        Assert.Empty(Site.FilesWith("ada@example.org"));
        Assert.Contains(other.Reference.ToString(), Site.WrittenMails()[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_crash_left_half_written_goes_with_its_case_too_and_does_not_stop_the_mail()
    {
        var receipt = await Site.SendAsync();
        var folder = Site.Get<MailFolder>();
        var mail = (await Site.OutboxAsync()).Single(m => m.Kind == MailKind.Acknowledgement);
        var half = folder.HalfOf(await CaseIdAsync(receipt), mail.Id);
        Directory.CreateDirectory(half);
        await File.WriteAllTextAsync(Path.Combine(half, "of-a-crash.eml"), "To: ada@example.org");

        Assert.Equal(1, await Site.DispatchAsync());
        Assert.False(Directory.Exists(half));

        Directory.CreateDirectory(half);
        await File.WriteAllTextAsync(Path.Combine(half, "of-a-crash.eml"), "To: ada@example.org");
        await Site.EraseAsync(receipt.Reference);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Site.MailFolder()));
    }

    [Fact]
    public async Task A_case_that_is_erased_while_its_mail_is_on_the_way_leaves_none_in_the_folder()
    {
        await using var server = new ScriptedMailServer();
        await RestartAsync(s => s.Configure<MailOptions>(server.Use));
        var receipt = await Site.SendAsync();
        var id = await CaseIdAsync(receipt);
        Directory.CreateDirectory(Site.MailFolder());
        server.AnswerToText = async () =>
        {
            await Site.EraseAsync(receipt.Reference);
            // As if it had been written to the folder at this moment, and not been handed to a server.
            await File.WriteAllTextAsync(Site.Get<MailFolder>().FileOf(id, Guid.CreateVersion7()), "To: ada@example.org");

            return "250 Taken";
        };

        await Site.DispatchAsync();

        Assert.Single(server.Received);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Site.MailFolder()));
    }

    [Fact]
    public async Task A_case_that_is_erased_while_its_mail_waits_for_its_turn_gets_none()
    {
        await using var server = new ScriptedMailServer();
        await RestartAsync(s => s.Configure<MailOptions>(server.Use));
        await Site.SendAsync();
        var next = await Site.SendAsync(Given.Message() with { Email = "bob@example.org" });
        server.AnswerToText = async () =>
        {
            await Site.EraseAsync(next.Reference);

            return "250 Taken";
        };

        Assert.Equal(1, await Site.DispatchAsync());

        Assert.Equal("ada@example.org", Assert.Single(server.Received)["To"]);
    }

    [Theory]
    [InlineData("ada@example.org\r\nBcc: eve@evil.example")]
    [InlineData("ada@example.org, eve@evil.example")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org\nSubject: Casino")]
    [InlineData("ada")]
    [InlineData("")]
    public async Task What_is_no_bare_address_gets_no_mail(string address)
    {
        var receipt = await Site.SendAsync();
        await Site.DispatchAsync();
        await Site.PutIntoOutboxAsync(receipt.Reference, address);

        Assert.Equal(0, await Site.DispatchAsync());

        Assert.Single(Site.WrittenMails());
        Assert.Equal(MailProblem.Refused, Assert.Single(await Site.OutboxAsync()).LastProblem);
    }

    [Theory]
    [InlineData("Optimetra\r\nBcc: eve@evil.example", "\"Optimetra Bcc: eve@evil.example\" <office@optimetra.example>")]
    [InlineData("Optimetra\n\nCasino", "\"Optimetra Casino\" <office@optimetra.example>")]
    [InlineData("\"Optimetra\" <eve@evil.example>, Inc.", "\"'Optimetra' <eve@evil.example>, Inc.\" <office@optimetra.example>")]
    [InlineData("Optimetra\\", "\"Optimetra/\" <office@optimetra.example>")]
    [InlineData("Óptimetra", "=?utf-8?Q?=C3=93ptimetra?= <office@optimetra.example>")]
    public async Task A_companys_name_makes_no_other_header_and_no_other_address(string name, string from)
    {
        await RestartAsync(s => s.AddSingleton(Mails.Site with { Company = name }));
        await Site.SendAsync();

        Assert.Equal(1, await Site.DispatchAsync());

        var mail = Assert.Single(Site.WrittenMails());
        Assert.Equal(from, mail["From"]);
        Assert.Equal(
            [
                "Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To",
                "X-Receiver", "X-Sender",
            ],
            mail.Headers.Select(h => h.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_tries_of_one_mail_have_one_Message_ID()
    {
        await using var server = new ScriptedMailServer { AnswerToText = () => Task.FromResult<string?>("451 Later") };
        await RestartAsync(s => s.Configure<MailOptions>(server.Use));
        await Site.SendAsync();
        await Site.DispatchAsync();
        Assert.Equal(MailProblem.Refused, Assert.Single(await Site.OutboxAsync()).LastProblem);

        server.AnswerToText = () => Task.FromResult<string?>("250 Taken");
        Site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Site.DispatchAsync());

        Assert.Equal(2, server.Received.Count);
        Assert.Single(server.Received.Select(m => m["Message-ID"]).Distinct());
    }

    [Fact]
    public async Task A_refused_address_does_not_hold_up_the_next_mail()
    {
        await using var server = new ScriptedMailServer { AnswerToRecipient = "550 There is no ada@example.org" };
        await RestartAsync(s => s.Configure<MailOptions>(server.Use));
        await Site.SendAsync();
        await Site.SendAsync();

        await Site.DispatchAsync();

        Assert.Equal([(1, MailProblem.Refused), (1, MailProblem.Refused)], (await Site.OutboxAsync()).Select(m => (m.Tries, m.LastProblem!.Value)));
        Assert.DoesNotContain(Site.Log.All, line => line.Contains("ada@example.org", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_says_nothing_at_first_or_in_the_end_is_given_up_after_the_set_time(bool atFirst)
    {
        await using var server = new ScriptedMailServer { IsSilent = atFirst, AnswerToText = () => Task.FromResult<string?>(null) };
        await RestartAsync(s => s.Configure<MailOptions>(o =>
        {
            server.Use(o);
            o.TimeoutSeconds = 1;
        }));
        await Site.SendAsync();

        await Site.DispatchAsync();

        var waiting = Assert.Single(await Site.OutboxAsync());
        Assert.Equal((1, MailProblem.Unreachable), (waiting.Tries, waiting.LastProblem));
    }

    [Fact]
    public async Task While_a_mail_server_takes_its_time_the_site_receives_replies_and_erases()
    {
        await using var server = new ScriptedMailServer();
        await RestartAsync(s => s.Configure<MailOptions>(server.Use));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.AnswerToText = () =>
        {
            asked.TrySetResult();

            return answer.Task;
        };
        await Site.SendAsync();
        var dispatching = Site.DispatchAsync();
        await asked.Task;

        var receipt = await Site.SendAsync(Given.Message() with { Email = "bob@example.org" });
        await Site.ReplyAsync(receipt.Reference);
        await Site.EraseAsync(receipt.Reference);
        Assert.False(dispatching.IsCompleted);

        answer.SetResult("250 Taken");
        await dispatching;
        Assert.DoesNotContain(server.Received, m => m["To"] == "bob@example.org");
    }

    [Fact]
    public async Task Stopping_the_site_in_the_middle_of_a_mail_leaves_it_for_the_next_start()
    {
        await using var server = new ScriptedMailServer();
        await RestartAsync(s => s.Configure<MailOptions>(server.Use));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.AnswerToText = () =>
        {
            asked.TrySetResult();

            return Task.FromResult<string?>(null);
        };
        await Site.SendAsync();
        using var stopping = new CancellationTokenSource();
        var dispatching = Site.Get<MailDispatcher>().DispatchDueAsync(stopping.Token);
        await asked.Task;

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dispatching);

        Assert.Equal(0, Assert.Single(await Site.OutboxAsync()).Tries);
    }

    [Fact]
    public async Task The_running_dispatcher_outlives_a_failing_disk_and_sends_when_it_is_woken()
    {
        await Site.SendAsync();
        await Site.DispatchAsync();
        var receipt = await Site.SendAsync(Given.Message() with { Email = "bob@example.org" });
        await Site.ReplyAsync(receipt.Reference);
        var id = (await Site.OutboxAsync()).Single(m => m.Kind == MailKind.Acknowledgement).Id;
        await Site.Writes.RunAsync(unit => unit.Database.ExecuteSqlRawAsync("PRAGMA query_only = ON"), CancellationToken.None);

        var failed = Site.Log.WhenLoggedAsync("The outbox could not be read or written");
        var sent = Site.Log.WhenLoggedAsync($"Mail {id} (Acknowledgement) was sent");
        var dispatcher = Site.Get<MailDispatcher>();
        await dispatcher.StartAsync(CancellationToken.None);
        await failed;
        await Site.ForgetConnectionsAsync();
        Site.Get<Outbox>().Wake();
        await sent;
        await dispatcher.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Writing_mails_to_a_folder_is_warned_of_where_the_site_is_in_earnest(bool isForTryingOut, bool warned)
    {
        await RestartAsync(s => s.AddSingleton(Mails.Site with { IsForTryingOut = isForTryingOut }));
        await Site.SendAsync();
        var id = (await Site.OutboxAsync()).Single(m => m.Kind == MailKind.Acknowledgement).Id;
        var sent = Site.Log.WhenLoggedAsync($"Mail {id} (Acknowledgement) was sent");
        var dispatcher = Site.Get<MailDispatcher>();

        await dispatcher.StartAsync(CancellationToken.None);
        await sent;
        await dispatcher.StopAsync(CancellationToken.None);

        Assert.Equal(warned, Site.Log.All.Any(line => line.StartsWith("No mail server is set (Optimetra:Mail:Host)", StringComparison.Ordinal)));
    }

    private async Task RestartAsync(Action<IServiceCollection> settings)
    {
        Site.Settings = settings;
        await Site.StartAsync();
    }

    private async Task<Guid> CaseIdAsync(Receipt receipt)
    {
        await using var context = Site.Get<ContextSource>().Create();

        return await context.Submissions.Where(s => s.Reference == receipt.Reference.Letters).Select(s => s.Id).SingleAsync();
    }
}
