using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Optimetra.Core.Retention;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Retention;

public class TombstoneTests : SiteTests
{
    private static readonly string[] TablesOfACase =
        ["LedgerEntries", "CaseShares", "FormTokenUses", "CaseKeys", "SealedContents", "SealedEntries", "OneTimeCodes", "OutboxMails"];

    [Fact]
    public async Task Unless_the_operator_says_otherwise_envelope_and_ledger_stay()
    {
        var receipt = await SendShareAndEraseAsync();
        Site.Clock.Advance(TimeSpan.FromDays(36_500));

        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());

        Assert.Equal(CaseState.Erased, (await Site.FileOfAsync(receipt)).State);
    }

    [Fact]
    public async Task After_as_many_days_as_the_setting_says_nothing_of_the_case_is_left_and_not_a_millisecond_before()
    {
        await KeepTombstonesAsync(30);
        var live = await Site.SendAsync();
        await Site.ShareAsync(live.Reference, await Site.SubcontractorAsync());
        var receipt = await SendShareAndEraseAsync();
        var id = await IdOfAsync(receipt);
        var ledgerOfOthers = await Site.DumpLedgerAsync(await IdOfAsync(live));
        Assert.Equal("3 1 2 0 0 0 0 0", await RowsOfAsync(id));

        Site.Clock.MoveTo((await Site.FileOfAsync(receipt)).ErasedAt!.Value.AddDays(30).AddMilliseconds(-1));
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());
        Assert.Equal("3 1 2 0 0 0 0 0", await RowsOfAsync(id));
        Site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 0, 1), await Site.RunRetentionAsync());

        Assert.Equal("0 0 0 0 0 0 0 0", await RowsOfAsync(id));
        Assert.Equal(0, await Site.ReadAsync<int>($"""SELECT count(*) FROM "Submissions" WHERE "Id" = '{id}'"""));
        Assert.Null(await Site.FileOfAsync(receipt.Reference, receipt.Code));
        Assert.Null(await Site.Files.ExportAsync(receipt.Reference, receipt.Code, CancellationToken.None));
        Assert.Equal(FileOutcome.NoSuchFile, await Site.EraseAsync(receipt));
        Assert.Null(await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference));
        Assert.False(await Site.AskCodeAsync(receipt.Reference));

        Assert.Equal(ledgerOfOthers, await Site.DumpLedgerAsync(await IdOfAsync(live)));
        Assert.Equal("2 1 1 1 1 0 0 3", await RowsOfAsync(await IdOfAsync(live)));
        var check = await Site.Ledger.VerifyAsync(CancellationToken.None);
        Assert.Equal((2, 1, true), (check.Entries, check.Cases, check.IsIntact));
        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());

        // The list outlives it: an older database must not bring the case back.
        Assert.Contains(Guid.Parse(id), Site.Get<ErasedCases>().Read().Keys);
    }

    [Fact]
    public async Task What_is_not_erased_stays_however_old_it_is()
    {
        await KeepTombstonesAsync(1);
        var held = await Site.SendAsync();
        await Site.HoldAsync(await Site.AdministratorAsync(), held.Reference, "A court asked for it.");
        await Site.EraseAsync(held);
        Site.Clock.Advance(TimeSpan.FromDays(3650));

        Assert.Equal((0, 0, 0), await Site.RunRetentionAsync());

        Assert.NotNull((await Site.FileOfAsync(held)).Current);
    }

    [Fact]
    public async Task Once_the_log_is_cleared_no_byte_of_the_envelope_or_the_ledger_is_on_the_disk()
    {
        await KeepTombstonesAsync(30);
        await Site.SendAsync();
        var receipt = await SendShareAndEraseAsync();
        var id = await IdOfAsync(receipt);
        var pieces = (await Site.ReadBlobsAsync($"""
            SELECT "Hash" FROM "LedgerEntries" WHERE "SubmissionId" = '{id}'
            UNION ALL SELECT "CodeHash" FROM "Submissions" WHERE "Id" = '{id}'
            UNION ALL SELECT "TokenId" FROM "FormTokenUses" WHERE "SubmissionId" = '{id}'
            """)).SelectMany(b => b.Pieces()).ToList();
        Assert.Equal((3 * 2) + 2 + 2, pieces.Count);
        Assert.NotEmpty(Site.FilesWithAnyOf(pieces));
        Site.Clock.Advance(TimeSpan.FromDays(30));
        await Site.RunRetentionAsync();

        Assert.True(Site.Erasure.LogIsToBeCleared);
        Assert.True(await Site.Erasure.TryClearLogAsync());

        Assert.Empty(Site.FilesWithAnyOf(pieces));
    }

    [Theory]
    [InlineData(false, "DELETE")]
    [InlineData(true, "DELETE")]
    [InlineData(false, """UPDATE "Submissions" SET "RemovedAt" = '2026-12-01'; DELETE""")]
    public async Task The_database_itself_lets_no_entry_of_a_case_go_that_is_not_being_removed(bool erased, string sql)
    {
        var receipt = await Site.SendAsync();
        if (erased)
        {
            await Site.EraseAsync(receipt);
        }

        foreach (var which in new[] { "", """ WHERE "Sequence" = 1""", """ WHERE "Sequence" = (SELECT max("Sequence") FROM "LedgerEntries")""" })
        {
            var refused = await Assert.ThrowsAsync<SqliteException>(() => Site.ExecuteAsync($"{sql} FROM \"LedgerEntries\"{which}"));
            Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(erased ? "1 17" : "1", await Site.LedgerActsAsync());
    }

    private async Task KeepTombstonesAsync(int days)
    {
        Site.Settings = s => s.Configure<ErasureOptions>(o => o.TombstoneDays = days);
        await Site.StartAsync();
    }

    /// <summary>Three entries in the ledger, one share, two token uses.</summary>
    private async Task<Receipt> SendShareAndEraseAsync()
    {
        var receipt = await Site.SendAsync();
        await Site.ShareAsync(receipt.Reference, await Site.SubcontractorAsync());
        Assert.Equal(FileOutcome.Done, await Site.EraseAsync(receipt));

        return receipt;
    }

    private Task<string> IdOfAsync(Receipt receipt) =>
        Site.ReadAsync<string>($"""SELECT "Id" FROM "Submissions" WHERE "Reference" = '{receipt.Reference.Letters}'""");

    private Task<string> RowsOfAsync(string id) => Site.ReadAsync<string>(
        "SELECT " + string.Join(" || ' ' || ", TablesOfACase.Select(t => $"(SELECT count(*) FROM \"{t}\" WHERE \"SubmissionId\" = '{id}')")));
}
