using Microsoft.Extensions.DependencyInjection;
using Optimetra.Core.Ledger;
using Optimetra.Core.Persistence;
using Optimetra.Core.Retention;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

/// <summary>What senders do with their own case, and what staff see of it.</summary>
public class CustomerActsTests : SiteTests
{
    private static readonly string[] Ways =
    [
        "{code}", "{lower}", "{bare}", "{bare-lower}", "{spaced}", "{lines}", "{letters}", "{dotted}", "My code is {code}, is it not?", "x{bare}x",
    ];

    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AMillisecond = TimeSpan.FromMilliseconds(1);

    public static TheoryData<string> WaysToWriteACode => new(Ways);

    [Fact]
    public async Task Both_sides_read_what_both_wrote_in_its_order_and_the_sender_sees_roles_and_no_names()
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();
        await Site.ShareAsync(receipt.Reference, sue);
        var began = Site.Clock.Now;
        await Site.MessageAsync(receipt, "Rather soon, please.");
        Site.Clock.Advance(AMinute);
        await Site.ReplyAsync(emil, receipt.Reference, "We do.");
        Site.Clock.Advance(AMinute);
        await Site.ReplyAsync(sue, receipt.Reference, "On Mondays.");
        Site.Clock.Advance(AMinute);
        await Site.MessageAsync(receipt, "Thank you.");

        var staff = await OpenAsync(receipt);
        var sender = await Site.FileOfAsync(receipt);

        Assert.Equal(
            [
                (EntryKind.Message, null, (StaffRole?)null, began, "Rather soon, please."),
                (EntryKind.Reply, emil.Name, StaffRole.Employee, began + AMinute, "We do."),
                (EntryKind.Reply, sue.Name, StaffRole.Subcontractor, began + (2 * AMinute), "On Mondays."),
                (EntryKind.Message, null, null, began + (3 * AMinute), "Thank you."),
            ],
            staff.Thread.Select(e => (e.Kind, e.WrittenBy, e.Role, e.WrittenAt, e.Text)));
        Assert.Equal(
            staff.Thread.Select(e => (e.Kind, (string?)null, e.Role, e.WrittenAt, e.Text)),
            sender.Thread.Select(e => (e.Kind, e.WrittenBy, e.Role, e.WrittenAt, e.Text)));
        Assert.Equal(
            [(LedgerAct.MessageAdded, LedgerActor.Sender), (LedgerAct.MessageAdded, LedgerActor.Sender)],
            sender.Ledger.Where(l => l.Act == LedgerAct.MessageAdded).Select(l => (l.Act, l.Actor)));
    }

    [Fact]
    public async Task What_staff_write_for_themselves_is_not_in_the_senders_thread_and_the_reason_of_a_hold_is()
    {
        var receipt = await Site.SendAsync();
        await Site.NoteAsync(await Site.EmployeeAsync(), receipt.Reference, "Sounds angry.");
        await Site.HoldAsync(await Site.AdministratorAsync(), receipt.Reference, "A court asked for it.");

        Assert.Equal([EntryKind.Note, EntryKind.HoldReason], (await OpenAsync(receipt)).Thread.Select(e => e.Kind).Order());
        Assert.Equal(EntryKind.HoldReason, Assert.Single((await Site.FileOfAsync(receipt)).Thread).Kind);
    }

    [Fact]
    public async Task A_reply_is_the_answer_that_was_promised()
    {
        var receipt = await Site.SendAsync();
        Site.Clock.Advance(TimeSpan.FromDays(3));
        var answered = Site.Clock.Now;

        Assert.Equal(DeskOutcome.Done, await Site.ReplyAsync(await Site.EmployeeAsync(), receipt.Reference, "We do."));

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.Answered, answered, answered), (file.State, file.AnsweredAt, file.FirstAnsweredAt));
        Assert.Equal(receipt.DueAt, file.DueAt);
        Assert.Equal((LedgerAct.Replied, StaffRole.Employee, CaseState.Answered), Last(file.Ledger));
        Assert.Equal("We do.", Assert.Single(file.Thread).Text);

        Site.Clock.Advance(TimeSpan.FromDays(1));
        await Site.ReplyAsync(await Site.EmployeeAsync(), receipt.Reference, "Still.");
        file = await Site.FileOfAsync(receipt);
        Assert.Equal((answered.AddDays(1), answered), (file.AnsweredAt, file.FirstAnsweredAt));
    }

    [Fact]
    public async Task A_reply_to_a_case_that_was_closed_unanswered_is_its_answer_and_leaves_it_closed()
    {
        var receipt = await Site.SendAsync();
        await Site.CloseAsync(receipt.Reference);
        Site.Clock.Advance(TimeSpan.FromDays(1));
        var answered = Site.Clock.Now;

        Assert.Equal(DeskOutcome.Done, await Site.ReplyAsync(await Site.EmployeeAsync(), receipt.Reference, "We do."));

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.Closed, answered, answered), (file.State, file.AnsweredAt, file.FirstAnsweredAt));
        Assert.Equal("We do.", Assert.Single(file.Thread).Text);
    }

    [Theory]
    [InlineData(CaseAct.Reply, CaseState.New)]
    [InlineData(CaseAct.MarkAnswered, CaseState.New)]
    [InlineData(CaseAct.Close, CaseState.New)]
    [InlineData(CaseAct.Reply, CaseState.Taken, CaseAct.Take)]
    [InlineData(CaseAct.Close, CaseState.Taken, CaseAct.Take)]
    public async Task A_message_opens_what_was_answered_or_closed_again_and_promises_a_new_day(CaseAct act, CaseState after, params CaseAct[] before)
    {
        var receipt = await Site.SendAsync();
        foreach (var earlier in before.Append(act))
        {
            Assert.Equal(DeskOutcome.Done, await Site.DoAsync(await Site.EmployeeAsync(), receipt.Reference, earlier));
        }

        var firstAnswered = (await Site.FileOfAsync(receipt)).FirstAnsweredAt;
        Site.Clock.Advance(TimeSpan.FromDays(5));

        Assert.Equal(FileOutcome.Done, await Site.MessageAsync(receipt, "And sunglasses?"));

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((after, null, null), (file.State, file.AnsweredAt, file.ClosedAt));
        Assert.Equal(firstAnswered, file.FirstAnsweredAt);
        Assert.Equal(Site.Clock.Now.AddDays(14), file.DueAt);
        Assert.Equal((LedgerAct.MessageAdded, null, after), Last(file.Ledger));
        var row = Assert.Single((await Site.Desk.ListAsync(await Site.EmployeeAsync(), new CaseFilter(), CancellationToken.None)).Rows);
        Assert.Equal((after, Site.Clock.Now.AddDays(14)), (row.State, row.DueAt));
    }

    [Fact]
    public async Task A_message_to_a_case_that_waits_for_its_answer_leaves_the_promised_day_alone()
    {
        var receipt = await Site.SendAsync();
        Site.Clock.Advance(TimeSpan.FromDays(5));

        await Site.MessageAsync(receipt, "And sunglasses?");

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.New, receipt.DueAt), (file.State, file.DueAt));
        Assert.Null(file.Ledger[^1].State);
    }

    [Fact]
    public async Task A_message_to_a_case_in_the_spam_tray_leaves_it_there()
    {
        var receipt = await Site.SendAsync(Given.Message() with { Trap = "casino" });
        Site.Clock.Advance(TimeSpan.FromDays(5));

        Assert.Equal(FileOutcome.Done, await Site.MessageAsync(receipt, "Cheap!"));

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.Spam, receipt.DueAt), (file.State, file.DueAt));
        Assert.Equal("Cheap!", Assert.Single((await OpenAsync(receipt)).Thread).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("qqqqq\0")]
    [InlineData(null)]
    public async Task A_message_that_cannot_be_shown_is_refused_without_repeating_it(string? text)
    {
        var receipt = await Site.SendAsync();

        var refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => Site.MessageAsync(receipt, text ?? new string('q', ContactMessage.MaxMessageLength + 1)));

        Assert.DoesNotContain("qqqqq", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Site.CountAsync("SealedEntries"));
    }

    [Fact]
    public async Task A_case_that_holds_as_many_entries_as_it_can_takes_no_more_and_stays_as_it_was()
    {
        var receipt = await Site.SendAsync();
        await Site.CloseAsync(receipt.Reference);
        var file = await Site.ReadAsync<string>("""SELECT "Id" FROM "Submissions" """);
        await Site.ExecuteAsync($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {CaseContents.MaxEntries})
            INSERT INTO "SealedEntries" ("Id", "SubmissionId", "Number", "Kind", "WrittenAt", "Content") SELECT 'n' || i, '{file}', i, 1, '2026-12-01', x'00' FROM n
            """);
        var before = await Site.DumpAsync();
        Site.Clock.Advance(AMinute);

        Assert.Equal(FileOutcome.Full, await Site.MessageAsync(receipt, "One more."));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Fact]
    public async Task Both_sides_see_what_was_sent_and_every_correction()
    {
        var receipt = await Site.SendAsync(Given.Message() with { Telephone = "555 0142" });
        var sent = (await Site.FileOfAsync(receipt)).Current!;
        Site.Clock.Advance(AMinute);
        var corrected = Site.Clock.Now;

        Assert.Equal(FileOutcome.Done, await Site.CorrectAsync(receipt, new Correction(
            1, "Ada Sample", "ada@sample.example", null, "Sample Ltd", ["By telephone", "Do you mend spectacles?"])));

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal([(1, receipt.ReceivedAt), (2, corrected)], file.Versions.Select(v => (v.Number, v.WrittenAt)));
        Assert.Equal((sent.Sender, "555 0142"), (file.Versions[0].Sender, sent.Sender.Telephone));
        Assert.Equal(
            ("Ada Sample", "ada@sample.example", null, "Sample Ltd"),
            (file.Current!.Sender.Name, file.Current.Sender.Email, file.Current.Sender.Telephone, file.Current.Sender.Organisation));
        Assert.Equal(
            [("How to be reached", "By telephone"), ("Message", "Do you mend spectacles?")],
            file.Current.Answers.Select(a => (a.Label, a.Value)));
        Assert.Equal((LedgerAct.Corrected, LedgerActor.Sender), (file.Ledger[^1].Act, file.Ledger[^1].Actor));

        var staff = await OpenAsync(receipt);
        Assert.Equal(
            file.Versions.Select(v => (v.Number, v.WrittenAt, v.Sender, Values(v))),
            staff.Versions.Select(v => (v.Number, v.WrittenAt, v.Sender, Values(v))));
        Assert.Equal("Ada Sample", staff.Sender!.Name);
        Assert.Equal((LedgerAct.Corrected, LedgerActor.Sender), (staff.Ledger[^2].Act, staff.Ledger[^2].Actor));
    }

    [Fact]
    public async Task A_correction_that_changes_nothing_makes_no_version_and_no_entry_and_keeps_nothing_longer()
    {
        var receipt = await Site.SendAsync(Given.Message() with { Telephone = "555 0142" });
        var before = await Site.FileOfAsync(receipt);
        Site.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(FileOutcome.Done, await Site.CorrectAsync(receipt, Given.CorrectionOf(before.Current!)));

        var file = await Site.FileOfAsync(receipt);
        Assert.Single(file.Versions);
        Assert.Equal((before.Head, before.EraseAt), (file.Head, file.EraseAt));
    }

    [Fact]
    public async Task A_correction_of_a_version_that_is_not_the_newest_is_not_kept()
    {
        var receipt = await Site.SendAsync();
        var first = (await Site.FileOfAsync(receipt)).Current!;
        Assert.Equal(FileOutcome.Done, await Site.CorrectAsync(receipt, Given.CorrectionOf(first) with { Name = "Ada Sample" }));
        Site.Clock.Advance(AMinute);
        var before = await Site.DumpAsync();

        foreach (var stale in new[]
        {
            Given.CorrectionOf(first) with { Name = "Ada Stale" },
            Given.CorrectionOf(first) with { Name = "Ada Stale", Version = 3 },
            Given.CorrectionOf(first) with { Name = "Ada Stale", Version = 2, Answers = ["By email"] },
            Given.CorrectionOf(first) with { Name = "Ada Stale", Version = 2, Answers = ["By email", "One", "Two"] },
        })
        {
            Assert.Equal(FileOutcome.ChangedMeanwhile, await Site.CorrectAsync(receipt, stale));
        }

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Fact]
    public async Task An_answer_that_is_emptied_is_kept_as_empty()
    {
        var receipt = await Site.SendAsync();
        var sent = (await Site.FileOfAsync(receipt)).Current!;

        Assert.Equal(FileOutcome.Done, await Site.CorrectAsync(receipt, Given.CorrectionOf(sent) with { Answers = ["", "Do you mend spectacles?"] }));

        Assert.Equal(
            [("How to be reached", ""), ("Message", "Do you mend spectacles?")],
            (await Site.FileOfAsync(receipt)).Current!.Answers.Select(a => (a.Label, a.Value)));
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("")]
    public async Task A_correction_that_breaks_a_rule_of_the_forms_is_not_kept(string email)
    {
        var receipt = await Site.SendAsync();
        var sent = (await Site.FileOfAsync(receipt)).Current!;
        var before = await Site.DumpAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Site.CorrectAsync(receipt, Given.CorrectionOf(sent) with { Email = email }));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Fact]
    public async Task Of_a_withdrawn_case_staff_see_the_envelope_alone_and_the_sender_everything()
    {
        var receipt = await Site.SendAsync();
        await Site.NoteAsync(await Site.EmployeeAsync(), receipt.Reference, "Sounds angry.");
        await Site.MessageAsync(receipt, "Rather soon, please.");
        Site.Clock.Advance(AMinute);
        var withdrawn = Site.Clock.Now;

        Assert.Equal(FileOutcome.Done, await Site.WithdrawAsync(receipt));

        var staff = await OpenAsync(receipt);
        Assert.Equal((CaseState.Withdrawn, withdrawn, withdrawn.AddDays(7)), (staff.State, staff.WithdrawnAt, staff.EraseAt));
        Assert.Empty(staff.Versions);
        Assert.Empty(staff.Answers);
        Assert.Empty(staff.Thread);
        Assert.Null(staff.Sender);
        Assert.Equal(ReadingPurpose.EnvelopeAlone, staff.Ledger[^1].Purpose);

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.Withdrawn, withdrawn, withdrawn.AddDays(7), true), (file.State, file.WithdrawnAt, file.EraseAt, file.CanUndo));
        Assert.Single(file.Versions);
        Assert.Single(file.Thread);
        Assert.Equal((LedgerAct.Withdrawn, null, CaseState.Withdrawn), Last([.. file.Ledger.SkipLast(1)]));
    }

    [Theory]
    [InlineData(CaseAct.Note)]
    [InlineData(CaseAct.Reply)]
    [InlineData(CaseAct.Take)]
    [InlineData(CaseAct.Share)]
    [InlineData(CaseAct.MarkAnswered)]
    [InlineData(CaseAct.Close)]
    [InlineData(CaseAct.Reopen)]
    [InlineData(CaseAct.MoveToSpam)]
    [InlineData(CaseAct.MoveOutOfSpam)]
    public async Task With_a_withdrawn_case_staff_can_do_nothing(CaseAct act)
    {
        var receipt = await Site.SendAsync();
        var sue = await Site.SubcontractorAsync();
        var emil = await Site.EmployeeAsync();
        await Site.WithdrawAsync(receipt);
        var before = await Site.DumpAsync();

        Assert.Equal(DeskOutcome.WrongState, await Site.DoAsync(emil, receipt.Reference, act, sue.MemberId));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Theory]
    [InlineData(CaseState.New)]
    [InlineData(CaseState.Taken, CaseAct.Take)]
    [InlineData(CaseState.Answered, CaseAct.Take, CaseAct.Reply)]
    [InlineData(CaseState.Closed, CaseAct.Reply, CaseAct.Close)]
    [InlineData(CaseState.Spam, CaseAct.MoveToSpam)]
    public async Task Undoing_a_withdrawal_puts_everything_back_where_it_was(CaseState state, params CaseAct[] acts)
    {
        var receipt = await Site.SendAsync();
        await Site.MessageAsync(receipt, "Rather soon, please.");
        foreach (var act in acts)
        {
            Assert.Equal(DeskOutcome.Done, await Site.DoAsync(await Site.EmployeeAsync(), receipt.Reference, act));
        }

        var before = await Site.FileOfAsync(receipt);
        var seenBefore = await OpenAsync(receipt);
        Assert.Equal(state, before.State);
        await Site.WithdrawAsync(receipt);
        Site.Clock.Advance(TimeSpan.FromDays(7) - AMillisecond);
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());

        Assert.Equal(FileOutcome.Done, await Site.UndoAsync(receipt));

        var after = await Site.FileOfAsync(receipt);
        Assert.Equal(
            (before.State, before.DueAt, before.AnsweredAt, before.FirstAnsweredAt, before.ClosedAt, null, false),
            (after.State, after.DueAt, after.AnsweredAt, after.FirstAnsweredAt, after.ClosedAt, after.WithdrawnAt, after.CanUndo));
        Assert.Equal((LedgerAct.WithdrawalUndone, null, state), Last(after.Ledger));
        var seenAfter = await OpenAsync(receipt);
        Assert.Equal(Values(seenBefore.Current!), Values(seenAfter.Current!));
        Assert.Equal(seenBefore.Thread, seenAfter.Thread);
        Assert.Equal(seenBefore.TakenBy, seenAfter.TakenBy);

        // The old day of the erasure is past now, and means nothing any more.
        Site.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
    }

    [Fact]
    public async Task There_is_nothing_to_undo_where_nothing_was_withdrawn()
    {
        var receipt = await Site.SendAsync();

        Assert.Equal(FileOutcome.WrongState, await Site.UndoAsync(receipt));
    }

    [Fact]
    public async Task A_withdrawal_that_is_not_undone_ends_in_the_erasure_on_the_promised_day_and_not_a_millisecond_before()
    {
        Site.Settings = s => s.Configure<RetentionOptions>(nameof(Channel.Contact), o => o.DaysToUndoWithdrawal = 3);
        await Site.StartAsync();
        var receipt = await Site.SendAsync();
        await Site.WithdrawAsync(receipt);

        Site.Clock.Advance(TimeSpan.FromDays(3) - AMillisecond);
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
        Site.Clock.Advance(AMillisecond);
        Assert.Equal((1, 0, 0), await Site.RunRetentionAsync());

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.Erased, Site.Clock.Now, ErasedBy.Retention), (file.State, file.ErasedAt, file.ErasedBy));
        Assert.Equal(FileOutcome.WrongState, await Site.UndoAsync(receipt));
        Assert.Equal(0, await Site.CountAsync("SealedContents"));
    }

    [Fact]
    public async Task What_the_sender_erases_is_gone_at_once_and_the_code_opens_the_certificate()
    {
        var receipt = await Site.SendAsync();
        await Site.MessageAsync(receipt, "Rather soon, please.");
        Site.Clock.Advance(AMinute);

        Assert.Equal(FileOutcome.Done, await Site.EraseAsync(receipt));

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.Erased, Site.Clock.Now, ErasedBy.Sender, null), (file.State, file.ErasedAt, file.ErasedBy, file.EraseAt));
        Assert.Equal((receipt.Reference, receipt.ReceivedAt), (file.Reference, file.ReceivedAt));
        Assert.Empty(file.Versions);
        Assert.Empty(file.Thread);
        Assert.Equal((LedgerAct.Erased, null, CaseState.Erased), Last(file.Ledger));
        Assert.Equal(LedgerActor.Sender, file.Ledger[^1].Actor);
        Assert.Equal((false, false), (file.TakesWords, file.CanUndo));
        var staff = await OpenAsync(receipt);
        Assert.Equal((CaseState.Erased, ErasedBy.Sender), (staff.State, staff.ErasedBy));
        Assert.Empty(staff.Versions);
        Assert.Empty(staff.Thread);
    }

    [Theory]
    [MemberData(nameof(FileActs.Every), MemberType = typeof(FileActs))]
    public async Task With_what_is_erased_nothing_more_can_be_done(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        await Site.EraseAsync(receipt);
        var before = await Site.DumpAsync();

        Assert.Equal(
            FileOutcome.WrongState,
            await Site.DoAsync(act, receipt.Reference, receipt.Code, Site.Tokens.Issue(FileActs.FormOf(act)), current));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Theory]
    [MemberData(nameof(WaysToWriteACode))]
    public async Task A_message_that_gives_the_code_away_is_not_kept(string written)
    {
        var receipt = await SendWithDigitsForACodeAsync();
        await Site.CloseAsync(receipt.Reference);
        Site.Clock.Advance(AMinute);
        var before = await Site.DumpAsync();

        Assert.Equal(FileOutcome.GivesCodeAway, await Site.MessageAsync(receipt, Write(written, receipt.Code)));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Theory]
    [InlineData("Name", "Ada {code}")]
    [InlineData("Name", "{bare-lower}")]
    [InlineData("Name", "{letters}")]
    [InlineData("Email", "{bare-lower}@example.org")]
    [InlineData("Email", "{letters}@example.org")]
    [InlineData("Telephone", "{code}")]
    [InlineData("Telephone", "{spaced}")]
    [InlineData("Telephone", "{bare}")]
    [InlineData("Organisation", "{spaced}")]
    [InlineData("Organisation", "{letters}")]
    [InlineData("Answer 1", "{code}")]
    [InlineData("Answer 1", "{letters}")]
    [InlineData("Answer 2", "{lines}")]
    [InlineData("Answer 2", "It is {lower}.")]
    public async Task A_correction_that_gives_the_code_away_is_not_kept(string field, string written)
    {
        var receipt = await SendWithDigitsForACodeAsync();
        var correction = Given.CorrectionOf((await Site.FileOfAsync(receipt)).Current!);
        Site.Clock.Advance(AMinute);
        var text = Write(written, receipt.Code);
        var before = await Site.DumpAsync();

        Assert.Equal(FileOutcome.GivesCodeAway, await Site.CorrectAsync(receipt, field switch
        {
            "Name" => correction with { Name = text },
            "Email" => correction with { Email = text },
            "Telephone" => correction with { Telephone = text },
            "Organisation" => correction with { Organisation = text },
            "Answer 1" => correction with { Answers = [text, correction.Answers[1]] },
            _ => correction with { Answers = [correction.Answers[0], text] },
        }));

        Assert.Equal(before, await Site.DumpAsync());
    }

    [Fact]
    public async Task A_code_as_the_site_makes_them_is_known_again_and_a_piece_of_it_or_anothers_is_not()
    {
        var receipt = await Site.SendAsync();
        var other = await Site.SendAsync();

        foreach (var written in Ways)
        {
            Assert.Equal(FileOutcome.GivesCodeAway, await Site.MessageAsync(receipt, Write(written, receipt.Code)));
        }

        Assert.Equal(FileOutcome.Done, await Site.MessageAsync(receipt, receipt.Code.Show()[..20]));
        Assert.Equal(FileOutcome.Done, await Site.MessageAsync(receipt, other.Code.Show()));
    }

    private static (LedgerAct Act, StaffRole? Role, CaseState? State) Last(IReadOnlyList<LedgerLine> lines) =>
        (lines[^1].Act, lines[^1].Role, lines[^1].State);

    private static string Values(ContentVersion version) => string.Join('|', version.Answers.Select(a => $"{a.Label}: {a.Value}"));

    private static string Write(string pattern, ReceiptCode code) => pattern
        .Replace("{code}", code.Show(), StringComparison.Ordinal)
        .Replace("{lower}", code.Show().ToLowerInvariant(), StringComparison.Ordinal)
        .Replace("{bare}", code.Letters, StringComparison.Ordinal)
        .Replace("{bare-lower}", code.Letters.ToLowerInvariant(), StringComparison.Ordinal)
        .Replace("{spaced}", code.Show().Replace('-', ' '), StringComparison.Ordinal)
        .Replace("{lines}", code.Show().Replace('-', '\n'), StringComparison.Ordinal)
        .Replace("{dotted}", string.Join('.', code.Letters.ToCharArray()), StringComparison.Ordinal)
        .Replace("{letters}", code.Letters.Replace('0', 'O').Replace('1', 'l'), StringComparison.Ordinal);

    /// <summary>A code that fits into every field, a telephone number too, and has the digits that are written as letters.</summary>
    private async Task<Receipt> SendWithDigitsForACodeAsync()
    {
        var receipt = await Site.SendAsync();
        var code = new ReceiptCode("012345678900112233445566");

        return await Site.Writes.RunAsync(
            unit =>
            {
                var submission = unit.Submissions.Single();
                var (hash, keyId) = Site.Get<KeyedHashes>().HashCode(submission.Id, code);
                submission.SetCode(hash, keyId);

                return Task.FromResult(new Receipt(submission, code));
            },
            CancellationToken.None);
    }

    private async Task<OpenedCase> OpenAsync(Receipt receipt) => (await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference))!;
}
