using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Ledger;

/// <summary>Somebody with the database file and time on their hands against the check of the ledger.</summary>
public class VerifyingTests : SiteTests
{
    /// <summary>Two cases with five entries each: received, opened, shared, noted, closed.</summary>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var reference = (await Site.SendAsync()).Reference;
            await Site.OpenAsync(emil, reference);
            await Site.ShareAsync(reference, sue);
            await Site.NoteAsync(sue, reference, "I can do this.");
            await Site.CloseAsync(reference);
        }
    }

    [Fact]
    public async Task An_untouched_ledger_is_intact()
    {
        var check = await Site.Ledger.VerifyAsync(CancellationToken.None);

        Assert.Equal((10, 2, true), (check.Entries, check.Cases, check.IsIntact));
    }

    [Fact]
    public async Task An_untouched_ledger_is_intact_after_a_restart_and_an_erasure()
    {
        Site.Clock.Advance(TimeSpan.FromDays(400));
        await Site.StartAsync();
        await Site.Erasure.EraseDueAsync(CancellationToken.None);

        var check = await Site.Ledger.VerifyAsync(CancellationToken.None);

        Assert.Equal((12, 2, true), (check.Entries, check.Cases, check.IsIntact));
    }

    [Theory]
    [InlineData("""UPDATE "LedgerEntries" SET "At" = '2026-12-01 09:59:59.999' WHERE "Sequence" = 2 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "Act" = 7 WHERE "Sequence" = 2 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "Actor" = 3 WHERE "Sequence" = 2 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "MemberId" = "OtherMemberId" WHERE "Sequence" = 3 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "MemberId" = NULL WHERE "Sequence" = 2 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "Role" = 3 WHERE "Sequence" = 4 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "Purpose" = 2 WHERE "Sequence" = 2 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "OtherMemberId" = "MemberId" WHERE "Sequence" = 3 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "OtherRole" = 3 WHERE "Sequence" = 3 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "Until" = '2027-12-01 00:00:00' WHERE "Sequence" = 3 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "State" = 5 WHERE "Sequence" = 5 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "KeyId" = "KeyId" + 1 WHERE "Sequence" = 5 AND {case}""")]
    [InlineData("""UPDATE "LedgerEntries" SET "Hash" = zeroblob(32) WHERE "Sequence" = 5 AND {case}""")]
    public Task An_edited_entry_is_found(string change) => AssertFoundAsync(change);

    [Theory]
    [InlineData("""DELETE FROM "LedgerEntries" WHERE "Sequence" = 1 AND {case}""")]
    [InlineData("""DELETE FROM "LedgerEntries" WHERE "Sequence" = 3 AND {case}""")]
    [InlineData("""DELETE FROM "LedgerEntries" WHERE {case}""")]
    [InlineData("""
        DELETE FROM "LedgerEntries" WHERE "Sequence" = 2 AND {case};
        UPDATE "LedgerEntries" SET "Sequence" = 2 WHERE "Sequence" = 3 AND {case};
        UPDATE "LedgerEntries" SET "Sequence" = 3 WHERE "Sequence" = 4 AND {case};
        UPDATE "LedgerEntries" SET "Sequence" = 4 WHERE "Sequence" = 5 AND {case};
        """)]
    [InlineData("""
        DELETE FROM "LedgerEntries" WHERE "Sequence" = 4 AND {case};
        UPDATE "LedgerEntries" SET "Sequence" = 4 WHERE "Sequence" = 5 AND {case};
        """)]
    public Task A_removed_entry_is_found(string change) => AssertFoundAsync(change);

    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 5)]
    public Task Swapped_entries_are_found(int one, int other) => AssertFoundAsync($$"""
        UPDATE "LedgerEntries" SET "Sequence" = 99 WHERE "Sequence" = {{one}} AND {case};
        UPDATE "LedgerEntries" SET "Sequence" = {{one}} WHERE "Sequence" = {{other}} AND {case};
        UPDATE "LedgerEntries" SET "Sequence" = {{other}} WHERE "Sequence" = 99 AND {case};
        """);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public Task An_inserted_entry_is_found(int copied) => AssertFoundAsync($$"""
        CREATE TEMP TABLE "Copy" AS SELECT * FROM "LedgerEntries" WHERE "Sequence" = {{copied}} AND {case};
        UPDATE "Copy" SET "Sequence" = 6;
        INSERT INTO "LedgerEntries" SELECT * FROM "Copy";
        """);

    [Fact]
    public async Task An_entry_of_another_case_is_found()
    {
        await Site.UnlockLedgerAsync();
        var cases = await CaseIdsAsync();
        await Site.ExecuteAsync($"""
            CREATE TEMP TABLE "Copy" AS SELECT * FROM "LedgerEntries" WHERE "Sequence" = 5 AND "SubmissionId" = '{cases[0]}';
            UPDATE "Copy" SET "SubmissionId" = '{cases[1]}';
            DELETE FROM "LedgerEntries" WHERE "Sequence" = 5 AND "SubmissionId" = '{cases[1]}';
            INSERT INTO "LedgerEntries" SELECT * FROM "Copy";
            """);

        Assert.Equal([Guid.Parse(cases[1])], (await Site.Ledger.VerifyAsync(CancellationToken.None)).BrokenCases);
    }

    [Fact]
    public async Task Each_broken_case_is_named_once()
    {
        await Site.UnlockLedgerAsync();
        await Site.ExecuteAsync("""UPDATE "LedgerEntries" SET "Actor" = 3""");

        var check = await Site.Ledger.VerifyAsync(CancellationToken.None);

        Assert.Equal((await CaseIdsAsync()).Select(Guid.Parse), check.BrokenCases);
    }

    /// <summary>The second case is meddled with, and it alone is found broken.</summary>
    private async Task AssertFoundAsync(string change)
    {
        var meddledWith = (await CaseIdsAsync())[1];
        await Site.UnlockLedgerAsync();
        Assert.NotEqual(0, await Site.ExecuteAsync(
            change.Replace("{case}", $"\"SubmissionId\" = '{meddledWith}'", StringComparison.Ordinal)));

        var check = await Site.Ledger.VerifyAsync(CancellationToken.None);

        Assert.Equal([Guid.Parse(meddledWith)], check.BrokenCases);
    }

    private async Task<string[]> CaseIdsAsync() =>
        (await Site.ReadAsync<string>("""SELECT group_concat("Id", ' ') FROM (SELECT "Id" FROM "Submissions" ORDER BY "Id")""")).Split(' ');
}
