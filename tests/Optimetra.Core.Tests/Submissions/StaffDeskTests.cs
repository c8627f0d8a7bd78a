using Optimetra.Core.Ledger;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

public class StaffDeskTests(CoreSite site) : IClassFixture<CoreSite>
{
    public static TheoryData<CaseAct, CaseState, LedgerAct, CaseState?> ActsOnANewCase => new()
    {
        { CaseAct.Take, CaseState.Taken, LedgerAct.Assigned, CaseState.Taken },
        { CaseAct.MarkAnswered, CaseState.Answered, LedgerAct.StateChanged, CaseState.Answered },
        { CaseAct.Close, CaseState.Closed, LedgerAct.StateChanged, CaseState.Closed },
        { CaseAct.MoveToSpam, CaseState.Spam, LedgerAct.StateChanged, CaseState.Spam },
        { CaseAct.Note, CaseState.New, LedgerAct.Noted, null },
        { CaseAct.Share, CaseState.New, LedgerAct.Shared, null },
    };

    [Theory]
    [MemberData(nameof(ActsOnANewCase))]
    public async Task Each_act_changes_the_case_and_is_in_the_ledger(CaseAct act, CaseState after, LedgerAct entered, CaseState? stateEntered)
    {
        var emil = await site.EmployeeAsync();
        var reference = (await site.SendAsync()).Reference;

        Assert.Equal(DeskOutcome.Done, await DoAsync(act, reference));

        var opened = await site.OpenAsync(emil, reference);
        Assert.Equal(after, opened!.State);
        var entry = Assert.Single(opened.Ledger, e => e.Sequence == 2);
        Assert.Equal((entered, LedgerActor.Staff, emil.Name, stateEntered), (entry.Act, entry.Actor, entry.Member, entry.State));
        Assert.Equal(site.Clock.Now, entry.At);
    }

    [Theory]
    [InlineData(CaseAct.Take)]
    [InlineData(CaseAct.MarkAnswered)]
    [InlineData(CaseAct.Close)]
    [InlineData(CaseAct.MoveToSpam)]
    [InlineData(CaseAct.Reopen, CaseAct.Close)]
    [InlineData(CaseAct.MoveOutOfSpam, CaseAct.MoveToSpam)]
    public async Task An_act_done_twice_is_refused_the_second_time_and_leaves_nothing(CaseAct act, params CaseAct[] before)
    {
        var reference = (await site.SendAsync()).Reference;
        foreach (var earlier in before)
        {
            Assert.Equal(DeskOutcome.Done, await DoAsync(earlier, reference));
        }

        Assert.Equal(DeskOutcome.Done, await DoAsync(act, reference));
        Assert.Equal(DeskOutcome.WrongState, await DoAsync(act, reference));

        Assert.Equal(before.Length + 3, (await site.OpenAsync(await site.EmployeeAsync(), reference))!.Ledger.Count);
    }

    [Theory]
    [InlineData(CaseAct.Close, CaseAct.Take)]
    [InlineData(CaseAct.Close, CaseAct.MarkAnswered)]
    [InlineData(CaseAct.Close, CaseAct.MoveToSpam)]
    [InlineData(CaseAct.Close, CaseAct.MoveOutOfSpam)]
    [InlineData(CaseAct.MoveToSpam, CaseAct.Take)]
    [InlineData(CaseAct.MoveToSpam, CaseAct.MarkAnswered)]
    [InlineData(CaseAct.MoveToSpam, CaseAct.Close)]
    [InlineData(CaseAct.MoveToSpam, CaseAct.Reopen)]
    [InlineData(CaseAct.Take, CaseAct.Reopen)]
    [InlineData(CaseAct.Take, CaseAct.MoveOutOfSpam)]
    public async Task An_act_where_it_makes_no_sense_is_refused(CaseAct before, CaseAct act)
    {
        var reference = (await site.SendAsync()).Reference;
        await DoAsync(before, reference);

        Assert.Equal(DeskOutcome.WrongState, await DoAsync(act, reference));
    }

    [Fact]
    public async Task A_colleague_can_take_a_case_over()
    {
        var emil = await site.EmployeeAsync();
        var grace = await site.AdministratorAsync();
        var reference = (await site.SendAsync()).Reference;

        await site.Desk.TakeAsync(emil, reference, CancellationToken.None);
        Assert.True((await site.OpenAsync(emil, reference))!.IsTakenByReader);
        Assert.Equal(DeskOutcome.Done, await site.Desk.TakeAsync(grace, reference, CancellationToken.None));

        var opened = await site.OpenAsync(emil, reference);
        Assert.Equal((grace.Name, false), (opened!.TakenBy, opened.IsTakenByReader));
        Assert.Equal([(emil.Name, CaseState.Taken), (grace.Name, null)],
            opened.Ledger.Where(e => e.Act == LedgerAct.Assigned).Select(e => (e.Member!, e.State)));
    }

    [Fact]
    public async Task A_reopened_case_is_open_again_and_still_with_whom_it_was()
    {
        var emil = await site.EmployeeAsync();
        var reference = (await site.SendAsync()).Reference;
        foreach (var act in new[] { CaseAct.Take, CaseAct.MarkAnswered, CaseAct.Close, CaseAct.Reopen })
        {
            Assert.Equal(DeskOutcome.Done, await DoAsync(act, reference));
        }

        var opened = await site.OpenAsync(emil, reference);
        Assert.Equal((CaseState.Taken, emil.Name), (opened!.State, opened.TakenBy));
    }

    [Fact]
    public async Task A_note_is_what_was_written_by_whom_and_when()
    {
        var emil = await site.EmployeeAsync();
        var reference = (await site.SendAsync()).Reference;
        var text = "Rang back.\nNobody there. \U0001F4DE";

        await site.NoteAsync(emil, reference, text);

        var note = Assert.Single((await site.OpenAsync(emil, reference))!.Thread);
        Assert.Equal((emil.Name, site.Clock.Now, text), (note.WrittenBy, note.WrittenAt, note.Text));
    }

    [Fact]
    public async Task The_same_note_form_twice_is_one_note_and_one_entry()
    {
        var emil = await site.EmployeeAsync();
        var reference = (await site.SendAsync()).Reference;
        var token = site.Tokens.Issue(FormKind.Note);

        Assert.Equal(DeskOutcome.Done, await site.NoteAsync(emil, reference, "Rang back.", token));
        Assert.Equal(DeskOutcome.Done, await site.NoteAsync(emil, reference, "Rang back.", token));

        var opened = await site.OpenAsync(emil, reference);
        Assert.Single(opened!.Thread);
        Assert.Single(opened.Ledger, e => e.Act == LedgerAct.Noted);
    }

    [Fact]
    public async Task A_note_form_that_was_used_on_one_case_does_not_pretend_to_be_kept_on_another()
    {
        var emil = await site.EmployeeAsync();
        var one = (await site.SendAsync()).Reference;
        var other = (await site.SendAsync()).Reference;
        var token = site.Tokens.Issue(FormKind.Note);

        Assert.Equal(DeskOutcome.Done, await site.NoteAsync(emil, one, "Rang back.", token));

        Assert.Equal(DeskOutcome.UsedForOtherContent, await site.NoteAsync(emil, other, "Rang back.", token));
        Assert.Equal(DeskOutcome.UsedForOtherContent, await site.NoteAsync(emil, one, "Another text.", token));
        Assert.Equal(DeskOutcome.Done, await site.NoteAsync(emil, one, "Rang back.", token));
        Assert.Single((await site.OpenAsync(emil, one))!.Thread);
    }

    [Fact]
    public async Task Sharing_with_the_same_member_until_the_same_day_again_is_one_share()
    {
        var emil = await site.EmployeeAsync();
        var sue = await site.SubcontractorAsync();
        var reference = (await site.SendAsync()).Reference;

        await site.ShareAsync(reference, sue);
        await site.ShareAsync(reference, sue);

        var opened = (await site.OpenAsync(emil, reference))!;
        Assert.Single(opened.Shares);
        Assert.Single(opened.Ledger, line => line.Act == LedgerAct.Shared);
    }

    [Fact]
    public async Task A_note_without_a_fresh_form_of_its_own_is_not_kept()
    {
        var emil = await site.EmployeeAsync();
        var reference = (await site.SendAsync()).Reference;
        var old = site.Tokens.Issue(FormKind.Note);
        site.Clock.Advance(FormTokens.Lifetime + TimeSpan.FromMilliseconds(1));

        foreach (var token in new[] { old, FormToken.None, FormToken.FromPost("none of ours"), site.Tokens.Issue(FormKind.Contact) })
        {
            Assert.Equal(DeskOutcome.StaleForm, await site.NoteAsync(emil, reference, "Rang back.", token));
        }

        Assert.Empty((await site.OpenAsync(emil, reference))!.Thread);
    }

    [Theory]
    [InlineData("")]
    [InlineData("qqqqq\0")]
    [InlineData("qqqqq\uFFFD")]
    [InlineData(null)]
    public async Task A_note_that_cannot_be_shown_is_refused_without_repeating_it(string? text)
    {
        var overLong = new string('q', StaffDesk.MaxNoteLength + 1);
        var reference = (await site.SendAsync()).Reference;
        var emil = await site.EmployeeAsync();

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => site.NoteAsync(emil, reference, text ?? overLong));

        Assert.DoesNotContain("qqqqq", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_that_is_not_there_is_not_there()
    {
        var emil = await site.EmployeeAsync();

        foreach (var reference in new[] { CaseReference.New(), default })
        {
            Assert.False(await site.Desk.ExistsAsync(emil, reference, CancellationToken.None));
            Assert.Null(await site.OpenAsync(emil, reference));
            Assert.Equal(DeskOutcome.NoSuchCase, await DoAsync(CaseAct.Close, reference));
        }
    }

    private async Task<DeskOutcome> DoAsync(CaseAct act, CaseReference reference) =>
        await site.DoAsync(await site.EmployeeAsync(), reference, act, (await site.SubcontractorAsync()).MemberId);
}
