using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Optimetra.Core.Persistence;
using Optimetra.Core.Tests.Infrastructure;
using Database = Optimetra.Core.Persistence.Database;

namespace Optimetra.Core.Tests.Persistence;

public class DatabaseTests : SiteTests
{
    [Fact]
    public async Task A_restart_finds_everything_again()
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();

        await Site.StartAsync();

        Assert.Equal("Ada Example", (await Site.OpenAsync(emil, receipt.Reference))!.Sender!.Name);
        Assert.NotNull(await Site.FileOfAsync(receipt.Reference, receipt.Code));
    }

    [Theory]
    [InlineData("LedgerEntries_NoUpdate")]
    [InlineData("LedgerEntries_NoDelete")]
    public async Task The_site_does_not_start_without_a_trigger_of_the_ledger(string trigger)
    {
        await Site.StopAsync();
        await Site.ExecuteAsync($"DROP TRIGGER \"{trigger}\"");

        Assert.Contains(trigger, await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_site_does_not_start_with_a_trigger_that_was_emptied()
    {
        await Site.StopAsync();
        await Site.ExecuteAsync("""
            DROP TRIGGER "LedgerEntries_NoDelete";
            CREATE TRIGGER "LedgerEntries_NoDelete" BEFORE DELETE ON "LedgerEntries" BEGIN SELECT 1; END;
            """);

        Assert.Contains("LedgerEntries_NoDelete", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_site_does_not_start_on_a_newer_programs_database()
    {
        await Site.StopAsync();
        await Site.ExecuteAsync("""INSERT INTO "__EFMigrationsHistory" VALUES ('29991231000000_Later', '99.0.0')""");

        Assert.Contains("29991231000000_Later", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_site_does_not_start_on_a_file_that_is_no_database()
    {
        await Site.StopAsync();
        await File.WriteAllTextAsync(Site.DatabaseFile, new string('x', 8192));

        await RefusalAsync();
    }

    [Theory]
    [InlineData("Seal")]
    [InlineData("Ledger")]
    [InlineData("FormToken")]
    [InlineData("Receipt")]
    [InlineData("Lookup")]
    public async Task The_site_does_not_start_without_a_key_it_wrote_with(string purpose)
    {
        await Site.StopAsync();
        File.Delete(Assert.Single(KeyFiles(purpose)));

        Assert.Contains(purpose, await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_site_does_not_start_with_a_key_of_the_same_name_that_is_another()
    {
        await Site.StopAsync();
        var file = Assert.Single(KeyFiles("Seal"));
        var key = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        key["Key"] = Convert.ToBase64String(new byte[32]);
        await File.WriteAllTextAsync(file, key.ToJsonString());

        Assert.Contains("Seal", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_lost_key_is_put_back_new_cases_are_sealed_under_it_and_no_other()
    {
        await Site.StopAsync();
        var file = Assert.Single(KeyFiles("Seal"));
        var backup = await File.ReadAllBytesAsync(file);
        File.Delete(file);
        Site.Clock.Advance(TimeSpan.FromHours(1));
        await RefusalAsync();

        await File.WriteAllBytesAsync(file, backup);
        await Site.StartAsync();
        await Site.SendAsync();

        Assert.Contains(
            (await Site.ReadAsync<long>("""SELECT "KeyId" FROM "CaseKeys" """)).ToString("x8", null), file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("foreign_keys", "1")]
    [InlineData("busy_timeout", "5000")]
    [InlineData("secure_delete", "1")]
    [InlineData("trusted_schema", "0")]
    [InlineData("cell_size_check", "1")]
    public async Task Every_connection_is_set_up_alike(string pragma, string expected)
    {
        await using var reading = Site.Get<ContextSource>().Create();
        await using var gated = Site.Get<ContextSource>().CreateGated();

        Assert.Equal(expected, await PragmaAsync(reading, pragma));
        Assert.Equal(expected, await PragmaAsync(gated, pragma));
        Assert.Equal(expected, await Site.Writes.RunAsync(unit => PragmaAsync(unit, pragma), CancellationToken.None));
    }

    [Fact]
    public async Task The_quick_check_says_that_a_whole_file_is_whole()
    {
        await Site.Get<Database>().QuickCheckAsync(CancellationToken.None);

        Assert.Equal("ok", Site.Get<Database>().QuickCheckResult);
    }

    [Fact]
    public async Task The_schema_is_the_one_that_the_model_describes()
    {
        await using var context = Site.Get<ContextSource>().Create();

        Assert.False(context.Database.HasPendingModelChanges());
    }

    private static async Task<string?> PragmaAsync(OptimetraDbContext context, string pragma)
    {
        await context.Database.OpenConnectionAsync();
        await using var command = ((SqliteConnection)context.Database.GetDbConnection()).CreateCommand();
        command.Transaction = (SqliteTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = $"PRAGMA {pragma}";

        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private string[] KeyFiles(string purpose) => Directory.GetFiles(Site.KeyFolder, $"{purpose.ToLowerInvariant()}-*.key.json");

    /// <summary>The one line with which the site refuses to start.</summary>
    private async Task<string> RefusalAsync()
    {
        var refusal = await Assert.ThrowsAsync<WrongSettingException>(Site.StartAsync);
        Assert.DoesNotContain('\n', refusal.Message);

        return refusal.Message;
    }
}
