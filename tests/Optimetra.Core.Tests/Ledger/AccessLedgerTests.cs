using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Ledger;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Ledger;

public class AccessLedgerTests : SiteTests
{
    private const int ReceivedOnly = (int)LedgerAct.Received;

    [Fact]
    public async Task Each_reading_leaves_an_entry_that_says_who_when_in_which_role_and_why()
    {
        var reference = (await Site.SendAsync()).Reference;
        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();
        await Site.ShareAsync(reference, sue);

        await Site.OpenAsync(emil, reference);
        Site.Clock.Advance(TimeSpan.FromMinutes(5));
        var seen = (await Site.OpenAsync(sue, reference))!.Ledger;

        Assert.Equal(
            [
                (1, LedgerAct.Received, LedgerActor.Sender, null, null, null),
                (2, LedgerAct.Shared, LedgerActor.Staff, emil.Name, StaffRole.Employee, null),
                (3, LedgerAct.Opened, LedgerActor.Staff, emil.Name, StaffRole.Employee, ReadingPurpose.ToAnswer),
                (4, LedgerAct.Opened, LedgerActor.Staff, sue.Name, StaffRole.Subcontractor, (ReadingPurpose?)ReadingPurpose.ToAnswer),
            ],
            seen.Select(e => (e.Sequence, e.Act, e.Actor, e.Member, e.Role, e.Purpose)));
        Assert.Equal(TimeSpan.FromMinutes(5), seen[3].At - seen[2].At);
    }

    [Fact]
    public async Task The_purpose_of_a_reading_follows_from_where_the_case_stands()
    {
        var reference = (await Site.SendAsync()).Reference;
        var emil = await Site.EmployeeAsync();

        var open = await Site.OpenAsync(emil, reference);
        await Site.CloseAsync(reference);
        var closed = await Site.OpenAsync(emil, reference);
        await Site.Desk.ReopenAsync(emil, reference, CancellationToken.None);
        await Site.Desk.MoveToSpamAsync(emil, reference, CancellationToken.None);
        var spam = await Site.OpenAsync(emil, reference);

        Assert.Equal(ReadingPurpose.ToAnswer, open!.Ledger[^1].Purpose);
        Assert.Equal(ReadingPurpose.ToReview, closed!.Ledger[^1].Purpose);
        Assert.Equal(ReadingPurpose.ToJudgeSpam, spam!.Ledger[^1].Purpose);
    }

    [Fact]
    public async Task What_cannot_be_entered_is_not_shown()
    {
        var reference = (await Site.SendAsync()).Reference;
        var emil = await Site.EmployeeAsync();

        await Site.RefuseLedgerEntriesAsync();
        await Assert.ThrowsAsync<DbUpdateException>(() => Site.OpenAsync(emil, reference));

        await Site.AllowLedgerEntriesAsync();
        Assert.NotNull((await Site.OpenAsync(emil, reference))!.Sender);
    }

    [Fact]
    public async Task What_is_entered_but_not_committed_is_not_shown()
    {
        var reference = (await Site.SendAsync()).Reference;
        var emil = await Site.EmployeeAsync();

        await Site.WriteGate.WaitAsync();
        var opening = Site.OpenAsync(emil, reference);
        var poison = Site.PoisonTheCommitAsync();
        Site.WriteGate.Release();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => opening);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => poison);
        Assert.Equal(ReceivedOnly, await Site.ReadAsync<int>("""SELECT SUM("Act") FROM "LedgerEntries" """));
    }

    [Theory]
    [InlineData(CaseAct.Take)]
    [InlineData(CaseAct.MarkAnswered)]
    [InlineData(CaseAct.Close)]
    [InlineData(CaseAct.MoveToSpam)]
    [InlineData(CaseAct.Note)]
    [InlineData(CaseAct.Share)]
    public async Task What_cannot_be_entered_is_not_done(CaseAct act)
    {
        var reference = (await Site.SendAsync()).Reference;
        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();

        await Site.RefuseLedgerEntriesAsync();
        await Assert.ThrowsAsync<DbUpdateException>(() => Site.DoAsync(emil, reference, act, sue.MemberId));

        await Site.AllowLedgerEntriesAsync();
        Assert.Equal("1", await Site.LedgerActsAsync());
        var still = await Site.OpenAsync(emil, reference);
        Assert.Equal((CaseState.New, null), (still!.State, still.TakenBy));
        Assert.Empty(still.Thread);
        Assert.Null(await Site.OpenAsync(sue, reference));
    }

    [Fact]
    public async Task What_cannot_be_entered_is_not_received()
    {
        await Site.RefuseLedgerEntriesAsync();
        await Assert.ThrowsAsync<DbUpdateException>(() => Site.SendAsync());

        Assert.Equal(0, await Site.CountAsync("Submissions"));
        Assert.Equal(0, await Site.CountAsync("SealedContents"));
        Assert.Equal(0, await Site.CountAsync("CaseKeys"));
        Assert.Equal(0, await Site.CountAsync("FormTokenUses"));
    }

    [Fact]
    public async Task What_cannot_be_entered_is_not_erased()
    {
        var reference = (await Site.SendAsync()).Reference;
        var emil = await Site.EmployeeAsync();
        await Site.CloseAsync(reference);
        Site.Clock.Advance(TimeSpan.FromDays(400));

        await Site.RefuseLedgerEntriesAsync();
        await Assert.ThrowsAsync<DbUpdateException>(() => Site.Erasure.EraseDueAsync(CancellationToken.None));

        await Site.AllowLedgerEntriesAsync();
        Assert.NotNull((await Site.OpenAsync(emil, reference))!.Sender);
    }

    [Theory]
    [InlineData("""UPDATE "LedgerEntries" SET "At" = '2020-01-01 00:00:00'""")]
    [InlineData("""DELETE FROM "LedgerEntries" """)]
    [InlineData("""INSERT INTO "LedgerEntries" SELECT * FROM "LedgerEntries" WHERE true ON CONFLICT DO UPDATE SET "Act" = 2""")]
    [InlineData("""INSERT OR REPLACE INTO "LedgerEntries" SELECT * FROM "LedgerEntries" """)]
    public async Task The_database_itself_refuses_to_change_an_entry(string change)
    {
        await Site.SendAsync();

        var refused = await Assert.ThrowsAsync<SqliteException>(() => Site.ExecuteAsync(change));

        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }
}
