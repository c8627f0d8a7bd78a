using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>What somebody sees and does who has the database file and goes round the site.</summary>
public static class RawDatabase
{
    private const string NoLedgerEntry = """
        CREATE TRIGGER "Test_NoEntry" BEFORE INSERT ON "LedgerEntries" BEGIN SELECT RAISE(ABORT, 'No entry today.'); END
        """;

    public static async Task<SqliteConnection> OpenRawAsync(this CoreSite site)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = site.DatabaseFile, Pooling = false };
        var connection = new SqliteConnection(file.ToString());
        await connection.OpenAsync();

        return connection;
    }

    public static async Task<int> ExecuteAsync(this CoreSite site, string sql)
    {
        await using var connection = await site.OpenRawAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;

        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ReadAsync<T>(this CoreSite site, string sql)
    {
        await using var connection = await site.OpenRawAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        var value = await command.ExecuteScalarAsync();

        return value is T read ? read : (T)Convert.ChangeType(value!, typeof(T), CultureInfo.InvariantCulture);
    }

    public static async Task<IReadOnlyList<byte[]>> ReadBlobsAsync(this CoreSite site, string sql)
    {
        await using var connection = await site.OpenRawAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync();
        var blobs = new List<byte[]>();
        while (await rows.ReadAsync())
        {
            blobs.Add((byte[])rows[0]);
        }

        return blobs;
    }

    /// <summary>Every row of every table, as SQL would write it: what did not change anything leaves it the same.</summary>
    public static async Task<string> DumpAsync(this CoreSite site)
    {
        await using var connection = await site.OpenRawAsync();
        var dump = new StringBuilder();
        foreach (var table in await ListAsync(connection, """SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"""))
        {
            var columns = await ListAsync(connection, $"SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')");
            dump.AppendLine(table);
            dump.AppendJoin('\n', await ListAsync(connection, $"SELECT {string.Join(" || ', ' || ", columns)} AS line FROM \"{table}\" ORDER BY line"));
            dump.AppendLine();
        }

        return dump.ToString();
    }

    /// <summary>The chained hashes of a case's ledger: equal if not a byte of it changed.</summary>
    public static Task<string> DumpLedgerAsync(this CoreSite site, string submissionId) => site.ReadAsync<string>(
        $"""SELECT group_concat(hex("Hash"), ' ') FROM (SELECT "Hash" FROM "LedgerEntries" WHERE "SubmissionId" = '{submissionId}' ORDER BY "Sequence")""");

    public static Task<int> CountAsync(this CoreSite site, string table) => site.ReadAsync<int>($"SELECT COUNT(*) FROM \"{table}\"");

    /// <summary>The acts in the ledger of every case, as numbers in the order in which they were written.</summary>
    public static Task<string> LedgerActsAsync(this CoreSite site) => site.ReadAsync<string>(
        """SELECT group_concat("Act", ' ') FROM (SELECT "Act" FROM "LedgerEntries" ORDER BY "SubmissionId", "Sequence")""");

    /// <summary>From now on the ledger takes no entry.</summary>
    public static Task RefuseLedgerEntriesAsync(this CoreSite site) => site.ExecuteAsync(NoLedgerEntry);

    /// <summary>The ledger takes entries again.</summary>
    public static Task AllowLedgerEntriesAsync(this CoreSite site) => site.ExecuteAsync("""DROP TRIGGER "Test_NoEntry" """);

    public static Task UnlockLedgerAsync(this CoreSite site) => site.ExecuteAsync(
        """DROP TRIGGER "LedgerEntries_NoUpdate"; DROP TRIGGER "LedgerEntries_NoDelete";""");

    private static async Task<List<string>> ListAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync();
        var list = new List<string>();
        while (await rows.ReadAsync())
        {
            list.Add(rows.GetString(0));
        }

        return list;
    }
}
