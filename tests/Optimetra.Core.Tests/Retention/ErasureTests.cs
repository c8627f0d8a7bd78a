using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Optimetra.Core.Ledger;
using Optimetra.Core.Retention;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Retention;

public class ErasureTests : SiteTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);
    private static readonly TimeSpan Untouched = TimeSpan.FromDays(730);

    [Fact]
    public async Task A_closed_case_is_erased_when_its_day_has_come_and_not_a_millisecond_before()
    {
        var receipt = await Site.SendAsync();
        await Site.CloseAsync(receipt.Reference);
        var due = (await Site.FileOfAsync(receipt.Reference, receipt.Code))!.EraseAt!.Value;
        Assert.Equal(Site.Clock.Now + Kept, due);

        Site.Clock.MoveTo(due.AddMilliseconds(-1));
        Assert.Equal(0, await EraseAsync());
        Assert.NotNull((await OpenAsync(receipt)).Sender);

        Site.Clock.MoveTo(due);
        Assert.Equal(1, await EraseAsync());
        Assert.Null((await OpenAsync(receipt)).Sender);
        Assert.Equal(0, await EraseAsync());
    }

    [Fact]
    public async Task An_open_case_is_erased_when_nothing_has_happened_to_it_for_as_long_as_was_promised()
    {
        var untouched = await Site.SendAsync();
        var taken = await Site.SendAsync();
        Site.Clock.MoveTo(untouched.ReceivedAt + Untouched - TimeSpan.FromMilliseconds(1));
        await Site.Desk.TakeAsync(await Site.EmployeeAsync(), taken.Reference, CancellationToken.None);
        Assert.Equal(0, await EraseAsync());

        Site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await EraseAsync());
        Assert.Equal(CaseState.Erased, (await OpenAsync(untouched)).State);

        Site.Clock.Advance(Untouched);
        Assert.Equal(1, await EraseAsync());
    }

    [Fact]
    public async Task Reopening_starts_the_time_anew()
    {
        var receipt = await Site.SendAsync();
        await Site.CloseAsync(receipt.Reference);
        Site.Clock.Advance(Kept - TimeSpan.FromDays(1));
        await Site.Desk.ReopenAsync(await Site.EmployeeAsync(), receipt.Reference, CancellationToken.None);
        Site.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await EraseAsync());

        await Site.CloseAsync(receipt.Reference);
        Site.Clock.Advance(Kept - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await EraseAsync());
        Site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await EraseAsync());
    }

    [Fact]
    public async Task The_spam_tray_is_erased_as_if_closed_on_the_day_it_came_there()
    {
        var receipt = await Site.SendAsync(Given.Message() with { Trap = "casino" });

        Site.Clock.MoveTo((receipt.ReceivedAt + Kept).AddMilliseconds(-1));
        Assert.Equal(0, await EraseAsync());
        Site.Clock.MoveTo(receipt.ReceivedAt + Kept);
        Assert.Equal(1, await EraseAsync());

        Assert.Equal(CaseState.Erased, (await OpenAsync(receipt)).State);
    }

    [Fact]
    public async Task Each_channel_is_kept_as_long_as_its_setting_says()
    {
        Site.Settings = s => s.Configure<RetentionOptions>(nameof(Channel.InformationRequest), o => o.DaysAfterClosing = 30);
        await Site.StartAsync();
        var message = await Site.SendAsync();
        var request = await Site.SendAsync(Given.Request());
        await Site.CloseAsync(message.Reference);
        await Site.CloseAsync(request.Reference);

        Site.Clock.Advance(TimeSpan.FromDays(30));

        Assert.Equal(1, await EraseAsync());
        Assert.Equal(CaseState.Closed, (await OpenAsync(message)).State);
        Assert.Equal(CaseState.Erased, (await OpenAsync(request)).State);
    }

    [Fact]
    public async Task Nothing_of_the_content_is_left_and_the_envelope_and_the_ledger_stay()
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();
        await Site.NoteAsync(emil, receipt.Reference, "Rang back.");
        await Site.CloseAsync(receipt.Reference);
        Site.Clock.Advance(Kept);
        await EraseAsync();

        Assert.Equal(0, await Site.CountAsync("CaseKeys"));
        Assert.Equal(0, await Site.CountAsync("SealedContents"));
        Assert.Equal(0, await Site.CountAsync("SealedEntries"));
        Assert.Equal(0, await Site.ReadAsync<int>("""SELECT COUNT(*) FROM "FormTokenUses" WHERE "ContentHash" IS NOT NULL"""));

        var opened = await OpenAsync(receipt);
        Assert.Equal((CaseState.Erased, Site.Clock.Now), (opened.State, opened.ErasedAt));
        Assert.Empty(opened.Answers);
        Assert.Empty(opened.Thread);
        Assert.Equal(
            [
                (LedgerAct.Received, LedgerActor.Sender), (LedgerAct.Noted, LedgerActor.Staff), (LedgerAct.StateChanged, LedgerActor.Staff),
                (LedgerAct.Erased, LedgerActor.Site), (LedgerAct.Opened, LedgerActor.Staff),
            ],
            opened.Ledger.Select(e => (e.Act, e.Actor)));
    }

    [Fact]
    public async Task The_receipt_still_opens_and_says_when_it_was_erased()
    {
        var receipt = await Site.SendAsync();
        await Site.CloseAsync(receipt.Reference);
        Site.Clock.Advance(Kept);
        await EraseAsync();

        var file = await Site.FileOfAsync(receipt.Reference, receipt.Code);

        Assert.Equal((CaseState.Erased, Site.Clock.Now, null), (file!.State, file.ErasedAt, file.EraseAt));
        Assert.Equal(receipt.ReceivedAt, file.ReceivedAt);
    }

    [Fact]
    public async Task The_same_post_after_the_erasure_gets_the_reference_alone_and_makes_no_case()
    {
        Site.Settings = s => s.Configure<RetentionOptions>(nameof(Channel.Contact), o => o.DaysAfterClosing = 0);
        await Site.StartAsync();
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);
        var receipt = CoreSite.Accepted(await Site.PostAsync(Given.Message(), token));
        await Site.CloseAsync(receipt.Reference);
        Assert.Equal(1, await EraseAsync());

        Assert.Equal(new Receiving.AcceptedBefore(receipt.Reference), await Site.PostAsync(Given.Message(), token));
        Assert.Equal(new Receiving.AcceptedBefore(receipt.Reference), await Site.PostAsync(Given.Message("Other words"), token));
        Assert.Equal(1, await Site.CountAsync("Submissions"));
    }

    [Theory]
    [InlineData(CaseAct.Note)]
    [InlineData(CaseAct.Share)]
    [InlineData(CaseAct.Reopen)]
    [InlineData(CaseAct.Take)]
    [InlineData(CaseAct.Close)]
    public async Task An_erased_case_takes_no_more_acts(CaseAct act)
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();
        await Site.CloseAsync(receipt.Reference);
        Site.Clock.Advance(Kept);
        await EraseAsync();

        Assert.Equal(DeskOutcome.WrongState, await Site.DoAsync(emil, receipt.Reference, act, sue.MemberId));
        Assert.Equal(0, await Site.CountAsync("SealedEntries"));
    }

    [Fact]
    public async Task More_cases_than_one_batch_are_erased_in_one_run()
    {
        foreach (var _ in Enumerable.Range(0, 130))
        {
            await Site.SendAsync(Given.Message() with { Trap = "casino" });
        }

        Site.Clock.Advance(Kept);

        Assert.Equal(130, await EraseAsync());
        Assert.Equal(0, await Site.CountAsync("CaseKeys"));
    }

    [Fact]
    public async Task A_period_that_a_form_promised_stays_when_the_setting_changes()
    {
        var receipt = await Site.SendAsync();
        await Site.StopAsync();
        Site.Settings = s => s.Configure<RetentionOptions>(nameof(Channel.Contact), o => o.DaysAfterClosing = 3650);
        await Site.StartAsync();

        var closedAt = Site.Clock.Now;
        await Site.CloseAsync(receipt.Reference);

        Assert.Equal(closedAt.AddDays(365), (await Site.FileOfAsync(receipt.Reference, receipt.Code))!.EraseAt);
    }

    [Theory]
    [InlineData("CaseKeys", "Wrapped")]
    [InlineData("FormTokenUses", "ContentHash")]
    [InlineData("SealedEntries", "Content")]
    public async Task Once_the_log_is_cleared_no_byte_of_what_was_erased_is_on_the_disk(string table, string field)
    {
        var emil = await Site.EmployeeAsync();
        foreach (var number in Enumerable.Range(0, 40))
        {
            var reference = (await Site.SendAsync(Given.Message(new string('x', 1 + (50 * number))))).Reference;
            await Site.NoteAsync(emil, reference, "Rang back, nobody there; will try again on Monday.");
            if (number % 3 != 0)
            {
                await Site.CloseAsync(reference);
            }
        }

        var erased = await Site.ReadBlobsAsync($"""
            SELECT "{field}" FROM "{table}" WHERE "SubmissionId" IN (SELECT "Id" FROM "Submissions" WHERE "ClosedAt" IS NOT NULL)
            """);
        Assert.Equal(26, erased.Count);
        var pieces = erased.SelectMany(value => value.Pieces()).ToList();
        Assert.NotEmpty(Site.FilesWithAnyOf(pieces));

        Site.Clock.Advance(Kept);
        Assert.Equal(26, await EraseAsync());
        Assert.True(await Site.Erasure.TryClearLogAsync());

        Assert.Equal(0, new FileInfo(Site.DatabaseFile + "-wal").Length);
        Assert.Empty(Site.FilesWithAnyOf(pieces));
    }

    [Fact]
    public async Task When_the_sender_erases_no_byte_of_anything_sealed_or_hashed_about_the_case_is_left_on_the_disk()
    {
        var others = new List<Receipt>();
        Receipt? receipt = null;
        foreach (var number in Enumerable.Range(0, 20))
        {
            // So that no address gets more mail than it may.
            Site.Clock.Advance(TimeSpan.FromHours(1));
            var sent = await Site.SendAsync(Given.Message(new string('x', 1 + (100 * number))));
            if (number == 10)
            {
                receipt = sent;
            }
            else
            {
                others.Add(sent);
            }

            await UseAsync(sent, new string('y', 1 + (300 * (number % 7))));
        }

        var erased = new List<byte[]>();
        foreach (var (table, field, values) in new[]
        {
            ("SealedContents", "Content", 2), ("SealedEntries", "Content", 3), ("CaseKeys", "Wrapped", 1), ("OutboxMails", "Letter", 3),
            ("OneTimeCodes", "CodeHash", 1), ("FormTokenUses", "ContentHash", 3),
        })
        {
            var found = await Site.ReadBlobsAsync($"""
                SELECT "{field}" FROM "{table}" WHERE "{field}" IS NOT NULL
                AND "SubmissionId" = (SELECT "Id" FROM "Submissions" WHERE "Reference" = '{receipt!.Reference.Letters}')
                """);
            Assert.Equal((table, values), (table, found.Count));
            Assert.NotEmpty(Site.FilesWithAnyOf([.. found.SelectMany(value => value.Pieces())]));
            erased.AddRange(found);
        }

        Assert.Equal(FileOutcome.Done, await Site.EraseAsync(receipt!));

        Assert.Equal(0, new FileInfo(Site.DatabaseFile + "-wal").Length);
        var pieces = erased.SelectMany(value => value.Pieces()).ToList();
        Assert.Empty(Site.FilesWithAnyOf(pieces));
        foreach (var other in others)
        {
            Assert.Equal((2, 2), ((await Site.FileOfAsync(other)).Versions.Count, (await Site.FileOfAsync(other)).Thread.Count));
        }

        await Site.StopAsync();
        Assert.Empty(Site.FilesWithAnyOf(pieces));
    }

    [Fact]
    public async Task While_somebody_reads_an_older_state_the_log_is_not_cleared_and_it_says_so()
    {
        await Site.SendAsync();
        await using var reader = await Site.OpenRawAsync();
        await using (var reading = reader.BeginTransaction(deferred: true))
        {
            await using var look = new SqliteCommand("""SELECT COUNT(*) FROM "Submissions" """, reader, reading);
            await look.ExecuteScalarAsync();
            await Site.SendAsync();

            Assert.False(await Site.Erasure.TryClearLogAsync());
        }

        Assert.True(await Site.Erasure.TryClearLogAsync());
    }

    [Fact]
    public async Task A_run_that_was_missed_is_made_up_at_the_start()
    {
        var receipt = await Site.SendAsync();
        await Site.CloseAsync(receipt.Reference);
        Site.Clock.Advance(Kept);
        await Site.StartAsync();
        var job = Assert.Single(Site.Get<IEnumerable<IHostedService>>().OfType<ErasureJob>());

        var erased = Site.Log.WhenLoggedAsync("Erased 1 cases");
        await job.StartAsync(CancellationToken.None);
        await erased;
        await job.StopAsync(CancellationToken.None);

        Assert.Equal(0, await Site.CountAsync("CaseKeys"));
    }

    /// <summary>A message, a reply, a correction, a note, and a mail that waits.</summary>
    private async Task UseAsync(Receipt receipt, string text)
    {
        var emil = await Site.EmployeeAsync();
        await Site.MessageAsync(receipt, $"Thank you. {text}");
        await Site.ReplyAsync(emil, receipt.Reference, $"We do. {text}");
        await Site.NoteAsync(emil, receipt.Reference, $"Sounds angry. {text}");
        await Site.CorrectAsync(receipt, Given.CorrectionOf((await Site.FileOfAsync(receipt)).Current!) with { Name = "Ada Sample" });
        await Site.AskCodeAsync(receipt.Reference);
    }

    private Task<int> EraseAsync() => Site.Erasure.EraseDueAsync(CancellationToken.None);

    private async Task<OpenedCase> OpenAsync(Receipt receipt) =>
        (await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference))!;
}
