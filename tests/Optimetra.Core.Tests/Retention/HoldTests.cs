using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Ledger;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Retention;

public class HoldTests : SiteTests
{
    private const string Reason = "A Wolverine of the county court asked for it.";
    private static readonly TimeSpan AMillisecond = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(CaseState.New)]
    [InlineData(CaseState.Closed, CaseAct.Close)]
    [InlineData(CaseState.Spam, CaseAct.MoveToSpam)]
    public async Task A_held_case_is_erased_by_nobody_and_by_no_time(CaseState state, params CaseAct[] acts)
    {
        var receipt = await Site.SendAsync();
        foreach (var act in acts)
        {
            await Site.DoAsync(await Site.EmployeeAsync(), receipt.Reference, act);
        }

        await HoldAsync(receipt);
        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((state, Site.Clock.Now, Reason, null), (file.State, file.HeldAt, file.HoldReason, file.EraseAt));

        Site.Clock.Advance(TimeSpan.FromDays(4000));
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
        Assert.Equal(
            DeskOutcome.WrongState, await Site.Desk.EraseAsync(await Site.AdministratorAsync(), receipt.Reference, CancellationToken.None));
        Assert.Equal(FileOutcome.Waiting, await Site.EraseAsync(receipt));
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());

        Assert.Equal("Ada Example", (await OpenAsync(receipt)).Sender!.Name);
        Assert.Equal((0, 1), await Site.Desk.CountRetentionAsync(await Site.EmployeeAsync(), CancellationToken.None));
    }

    [Fact]
    public async Task A_withdrawn_case_that_is_held_is_not_erased_when_its_days_are_over()
    {
        var receipt = await Site.SendAsync();
        await Site.WithdrawAsync(receipt);
        await HoldAsync(receipt);

        Site.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.Withdrawn, Reason), (file.State, file.HoldReason));
        var staff = await OpenAsync(receipt);
        Assert.Empty(staff.Thread);
        Assert.Null(staff.HoldReason);

        await Site.ReleaseAsync(receipt.Reference);
        Assert.Equal((1, 0, 0), await Site.RunRetentionAsync());
    }

    [Fact]
    public async Task A_withdrawal_of_a_held_case_waits_is_shown_and_begins_when_the_hold_ends()
    {
        var receipt = await Site.SendAsync();
        await HoldAsync(receipt);
        Site.Clock.Advance(TimeSpan.FromDays(1));
        var asked = Site.Clock.Now;

        Assert.Equal(FileOutcome.Waiting, await Site.WithdrawAsync(receipt));

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.New, asked, null, true), (file.State, file.WithdrawalAskedAt, file.WithdrawnAt, file.CanUndo));
        Assert.Equal((LedgerAct.Withdrawn, LedgerActor.Sender), (file.Ledger[^1].Act, file.Ledger[^1].Actor));
        var staff = await OpenAsync(receipt);
        Assert.Equal((true, Reason), (staff.WaitsForRelease, staff.HoldReason));
        Assert.Equal(FileOutcome.WrongState, await Site.WithdrawAsync(receipt));

        Site.Clock.Advance(TimeSpan.FromDays(100));
        var released = Site.Clock.Now;
        await Site.ReleaseAsync(receipt.Reference);

        file = await Site.FileOfAsync(receipt);
        Assert.Equal(
            (CaseState.Withdrawn, released, null, released.AddDays(7)),
            (file.State, file.WithdrawnAt, file.WithdrawalAskedAt, file.EraseAt));
        Assert.Equal((LedgerAct.Released, StaffRole.Employee, CaseState.Withdrawn), (file.Ledger[^1].Act, file.Ledger[^1].Role, file.Ledger[^1].State));
        Assert.Empty((await OpenAsync(receipt)).Versions);
        Site.Clock.Advance(TimeSpan.FromDays(7) - AMillisecond);
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
        Site.Clock.Advance(AMillisecond);
        Assert.Equal((1, 0, 0), await Site.RunRetentionAsync());
        Assert.Equal(ErasedBy.Retention, (await Site.FileOfAsync(receipt)).ErasedBy);
    }

    [Fact]
    public async Task An_erasure_of_a_held_case_waits_is_shown_and_is_done_as_soon_as_the_hold_ends()
    {
        var receipt = await Site.SendAsync();
        await HoldAsync(receipt);
        Site.Clock.Advance(TimeSpan.FromDays(1));
        var asked = Site.Clock.Now;

        Assert.Equal(FileOutcome.Waiting, await Site.EraseAsync(receipt));

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.New, asked, null, true), (file.State, file.ErasureAskedAt, file.ErasedAt, file.CanUndo));
        Assert.Equal((LedgerAct.ErasureAsked, LedgerActor.Sender), (file.Ledger[^1].Act, file.Ledger[^1].Actor));
        Assert.True((await OpenAsync(receipt)).WaitsForRelease);
        Assert.Equal(FileOutcome.WrongState, await Site.EraseAsync(receipt));

        Site.Clock.Advance(TimeSpan.FromDays(1));
        await Site.ReleaseAsync(receipt.Reference);

        file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.Erased, Site.Clock.Now, ErasedBy.Sender), (file.State, file.ErasedAt, file.ErasedBy));
        Assert.Equal(
            [(LedgerAct.Released, LedgerActor.Staff), (LedgerAct.Erased, LedgerActor.Sender)],
            file.Ledger.TakeLast(2).Select(l => (l.Act, l.Actor)));
        Assert.Equal(0, await Site.CountAsync("CaseKeys"));
        Assert.Equal(0, await Site.CountAsync("SealedEntries"));
        Assert.Equal(0, new FileInfo(Site.DatabaseFile + "-wal").Length);
        Assert.True((await Site.Ledger.VerifyAsync(CancellationToken.None)).IsIntact);
    }

    [Theory]
    [InlineData(FileAct.Withdraw)]
    [InlineData(FileAct.Erase)]
    public async Task The_same_form_again_says_again_that_it_waits_and_once_it_is_done_that_it_is(FileAct act)
    {
        var (receipt, current) = await Site.CaseReadyForAsync(act);
        await HoldAsync(receipt);
        var token = Site.Tokens.Issue(FileActs.FormOf(act));
        Task<FileOutcome> PostAsync() => Site.DoAsync(act, receipt.Reference, receipt.Code, token, current);
        Assert.Equal(FileOutcome.Waiting, await PostAsync());
        var once = await Site.DumpAsync();

        Assert.Equal(FileOutcome.Waiting, await PostAsync());

        Assert.Equal(once, await Site.DumpAsync());
        await Site.ReleaseAsync(receipt.Reference);
        Assert.Equal(FileOutcome.Done, await PostAsync());
    }

    [Theory]
    [InlineData(FileAct.Withdraw)]
    [InlineData(FileAct.Erase)]
    [InlineData(FileAct.Withdraw, FileAct.Erase)]
    public async Task What_waits_can_be_undone_and_then_nothing_happens_at_the_release(params FileAct[] acts)
    {
        var receipt = await Site.SendAsync();
        await HoldAsync(receipt);
        foreach (var act in acts)
        {
            Assert.Equal(FileOutcome.Waiting, act == FileAct.Erase ? await Site.EraseAsync(receipt) : await Site.WithdrawAsync(receipt));
        }

        Assert.Equal(FileOutcome.Done, await Site.UndoAsync(receipt));

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((null, null, false), (file.WithdrawalAskedAt, file.ErasureAskedAt, file.CanUndo));
        Assert.Equal((CaseState.New, Reason), (file.State, file.HoldReason));
        Assert.False((await OpenAsync(receipt)).WaitsForRelease);
        Assert.Equal(FileOutcome.WrongState, await Site.UndoAsync(receipt));

        await Site.ReleaseAsync(receipt.Reference);
        file = await Site.FileOfAsync(receipt);
        Assert.Equal((CaseState.New, null, null, Site.Clock.Now.AddDays(730)), (file.State, file.HeldAt, file.HoldReason, file.EraseAt));
    }

    [Fact]
    public async Task An_erasure_that_was_done_at_the_release_cannot_be_undone()
    {
        var receipt = await Site.SendAsync();
        await HoldAsync(receipt);
        await Site.WithdrawAsync(receipt);
        await Site.EraseAsync(receipt);
        await Site.ReleaseAsync(receipt.Reference);
        var before = await Site.DumpAsync();

        Assert.Equal(FileOutcome.WrongState, await Site.UndoAsync(receipt));

        Assert.Equal(before, await Site.DumpAsync());
        Assert.False((await Site.FileOfAsync(receipt)).CanUndo);
    }

    [Fact]
    public async Task The_reason_of_the_newest_hold_is_shown_and_only_while_it_lasts()
    {
        var receipt = await Site.SendAsync();
        await HoldAsync(receipt);
        Site.Clock.Advance(TimeSpan.FromDays(1));
        await Site.ReleaseAsync(receipt.Reference);
        Assert.Null((await Site.FileOfAsync(receipt)).HoldReason);

        await HoldAsync(receipt, "Our insurance asked for it.");

        Assert.Equal("Our insurance asked for it.", (await Site.FileOfAsync(receipt)).HoldReason);
        Assert.Equal("Our insurance asked for it.", (await OpenAsync(receipt)).HoldReason);
    }

    [Fact]
    public async Task The_reason_is_sealed_and_the_ledger_holds_its_keyed_hash()
    {
        var receipt = await Site.SendAsync();
        var other = await Site.SendAsync();
        await HoldAsync(receipt);
        await HoldAsync(other);

        Assert.Empty(Site.FilesWith("Wolverine"));
        await using var context = Site.Get<ContextSource>().Create();
        var entries = await context.LedgerEntries.AsNoTracking().OrderBy(e => e.At).ToListAsync();
        var held = entries.Where(e => e.Act == LedgerAct.Held).ToList();
        Assert.Equal(2, held.Count);
        Assert.All(held, e => Assert.Equal(
            Site.Get<KeyedHashes>().HashWords(e.SubmissionId, System.Text.Encoding.UTF8.GetBytes(Reason)), e.WordsHash));
        // Equal words of two cases do not show that they are equal, and what has no words has no hash.
        Assert.NotEqual(held[0].WordsHash, held[1].WordsHash);
        Assert.All(entries.Except(held), e => Assert.Null(e.WordsHash));
        Assert.DoesNotContain(Site.Log.All, line => line.Contains("Wolverine", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""UPDATE "SealedEntries" SET "Content" = substr("Content", 1, 30) || zeroblob(5) || substr("Content", 36)""")]
    [InlineData("""UPDATE "SealedEntries" SET "Content" = (SELECT "Content" FROM "SealedContents")""")]
    [InlineData("""UPDATE "SealedEntries" SET "Kind" = 2""")]
    public async Task A_reason_that_was_changed_in_the_database_is_not_shown(string change)
    {
        var receipt = await Site.SendAsync();
        await HoldAsync(receipt);
        Assert.Equal(1, await Site.ExecuteAsync(change));

        await Assert.ThrowsAnyAsync<CryptographicException>(() => Site.FileOfAsync(receipt));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenAsync(receipt));
    }

    [Fact]
    public async Task A_hash_of_the_reason_that_was_changed_is_found_by_the_check_of_the_ledger()
    {
        var receipt = await Site.SendAsync();
        await HoldAsync(receipt);
        await Site.UnlockLedgerAsync();
        Assert.Equal(1, await Site.ExecuteAsync("""UPDATE "LedgerEntries" SET "WordsHash" = zeroblob(32) WHERE "WordsHash" IS NOT NULL"""));

        Assert.False((await Site.Ledger.VerifyAsync(CancellationToken.None)).IsIntact);
    }

    [Fact]
    public async Task Only_administrators_hold_and_release()
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();
        await Site.ShareAsync(receipt.Reference, sue);

        Assert.Equal(DeskOutcome.NotAllowed, await Site.HoldAsync(emil, receipt.Reference, Reason));
        Assert.Equal(DeskOutcome.NotAllowed, await Site.HoldAsync(sue, receipt.Reference, Reason));
        Assert.Equal(DeskOutcome.NoSuchCase, await Site.HoldAsync(await Site.AssociateAsync(), receipt.Reference, Reason));
        Assert.Null((await Site.FileOfAsync(receipt)).HeldAt);

        await HoldAsync(receipt);
        foreach (var reader in new[] { emil, sue })
        {
            Assert.Equal(DeskOutcome.NotAllowed, await Site.Desk.ReleaseAsync(reader, receipt.Reference, CancellationToken.None));
            Assert.Equal(DeskOutcome.NotAllowed, await Site.Desk.EraseAsync(reader, receipt.Reference, CancellationToken.None));
        }

        Assert.NotNull((await Site.FileOfAsync(receipt)).HeldAt);
    }

    [Fact]
    public async Task A_case_is_held_once_and_released_once_and_never_once_it_is_erased()
    {
        var receipt = await Site.SendAsync();
        var grace = await Site.AdministratorAsync();
        Assert.Equal(DeskOutcome.WrongState, await Site.Desk.ReleaseAsync(grace, receipt.Reference, CancellationToken.None));
        var token = Site.Tokens.Issue(FormKind.Hold);
        Assert.Equal(DeskOutcome.Done, await Site.HoldAsync(grace, receipt.Reference, Reason, token));

        Assert.Equal(DeskOutcome.Done, await Site.HoldAsync(grace, receipt.Reference, Reason, token));
        Assert.Equal(DeskOutcome.WrongState, await Site.HoldAsync(grace, receipt.Reference, Reason));
        Assert.Equal(1, await Site.CountAsync("SealedEntries"));

        await Site.ReleaseAsync(receipt.Reference);
        await Site.EraseAsync(receipt);
        Assert.Equal(DeskOutcome.WrongState, await Site.HoldAsync(grace, receipt.Reference, Reason));
        Assert.Equal(0, await Site.CountAsync("SealedEntries"));
    }

    private async Task HoldAsync(Receipt receipt, string reason = Reason) =>
        Assert.Equal(DeskOutcome.Done, await Site.HoldAsync(await Site.AdministratorAsync(), receipt.Reference, reason));

    private async Task<OpenedCase> OpenAsync(Receipt receipt) => (await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference))!;
}
