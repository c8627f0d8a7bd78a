using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Optimetra.Core.Retention;

namespace Optimetra.Core.Persistence;

/// <summary>Brings the database to this program's version at start, and says why it cannot be used if it cannot.</summary>
public sealed class Database : IDisposable
{
    private readonly ContextSource _contexts;
    private readonly KeyRing _keys;
    private readonly ErasedCases _erasedCases;
    private readonly ILogger<Database> _log;

    private IDisposable? _inUse;

    internal Database(ContextSource contexts, KeyRing keys, ErasedCases erasedCases, ILogger<Database> log)
    {
        _contexts = contexts;
        _keys = keys;
        _erasedCases = erasedCases;
        _log = log;
    }

    /// <summary>What SQLite's own check of the file said; null until it has run.</summary>
    public string? QuickCheckResult { get; private set; }

    /// <exception cref="WrongSettingException">The database is newer than this program, was changed by hand, or belongs to other keys.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _inUse ??= PrivateFiles.TryShare(_contexts.InUseFile)
            ?? throw new WrongSettingException("A backup is being put in the place of the database just now; start again when that is done.");
        try
        {
            // Made here, since SQLite would make it readable by everybody; its log takes over the database's rights.
            PrivateFiles.CreateIfMissing(_contexts.DatabaseFile);
            // EF looks at the file through a connection that cannot write, and so cannot switch a new one to write-ahead logging.
            await (await _contexts.OpenConnectionAsync()).DisposeAsync();
            await using var context = _contexts.Create();
            await RefuseNewerAsync(context, cancellationToken);
            await MigrateAsync(context, cancellationToken);
            await RefuseWithoutTriggersAsync(context, cancellationToken);
            await CheckKeysAsync(context, cancellationToken);
            await _erasedCases.AddMissingAsync(context, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new WrongSettingException($"The database cannot be opened: {e.Message}");
        }
    }

    /// <summary>Reads the whole file for damage, which takes a while: called beside the traffic, after the start.</summary>
    public async Task QuickCheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _contexts.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        QuickCheckResult = (string?)await command.ExecuteScalarAsync(cancellationToken);
        if (QuickCheckResult != "ok")
        {
            _log.LogCritical("The database file is damaged; restore it from a backup");
        }
    }

    public void Dispose() => _inUse?.Dispose();

    private static async Task RefuseNewerAsync(OptimetraDbContext context, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations();
        var unknown = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).Except(known).ToList();
        if (unknown.Count > 0)
        {
            throw new WrongSettingException(
                $"The database was last used by a newer version of this program (it has {unknown[^1]}); run that version, or restore a backup.");
        }
    }

    /// <summary>
    /// One process at a time brings the database up to date. N.B. EF's own lock is a row: a process that was killed while it held it
    /// would make every later start wait for ever. Whoever has the turn here may clear it away.
    /// </summary>
    private async Task MigrateAsync(OptimetraDbContext context, CancellationToken cancellationToken)
    {
        using var turn = PrivateFiles.TakeTurn(_contexts.DatabaseFile + ".migrating");
        if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
            await context.Database.MigrateAsync(cancellationToken);
        }
    }

    private static async Task RefuseWithoutTriggersAsync(OptimetraDbContext context, CancellationToken cancellationToken)
    {
        var triggers = await context.Database
            .SqlQuery<string>($"SELECT name AS Value FROM sqlite_master WHERE type = 'trigger' AND sql LIKE {LedgerTriggers.BodyPattern}")
            .ToListAsync(cancellationToken);
        if (LedgerTriggers.Names.Except(triggers).FirstOrDefault() is { } missing)
        {
            throw new WrongSettingException(
                $"The database lacks the trigger {missing}, which keeps the access ledger append-only: somebody changed it by hand. Restore a backup.");
        }
    }

    private async Task CheckKeysAsync(OptimetraDbContext context, CancellationToken cancellationToken)
    {
        var known = await context.KeyChecks.ToListAsync(cancellationToken);
        if (known.Find(check => !check.Fits(_keys.Find(check.Purpose, check.KeyId))) is { } lost)
        {
            // Else they would be the newest once the backup is put back, and new cases sealed under keys that nobody has.
            _keys.ForgetNew();
            throw new WrongSettingException(
                $"The key folder lacks the {lost.Purpose} key {lost.KeyId:x8}, with which this database was written: put back the backup of keys/ that belongs to it.");
        }

        var added = _keys.All.Where(key => !known.Exists(check => check.Purpose == key.Purpose && check.KeyId == key.Id)).ToList();
        if (added.Count > 0)
        {
            context.KeyChecks.AddRange(added.Select(KeyCheck.Of));
            await context.SaveChangesAsync(cancellationToken);
        }
    }
}
