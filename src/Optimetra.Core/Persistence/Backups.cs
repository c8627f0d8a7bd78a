using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Optimetra.Core.Persistence;

/// <summary>A backup, or a restore, that cannot be done. The message is one line for an operator.</summary>
public sealed class BackupException(string message) : Exception(message);

/// <summary>Copies the database out while the site runs, and puts a copy in its place while it does not. The keys are never in a copy.</summary>
public sealed class Backups
{
    private readonly ContextSource _contexts;
    private readonly KeyRing _keys;

    internal Backups(ContextSource contexts, KeyRing keys)
    {
        _contexts = contexts;
        _keys = keys;
    }

    /// <summary>Writes a copy of the database as it is at this moment, without free pages, readable by the site's account only.</summary>
    /// <exception cref="BackupException">The file is there already, or cannot be written.</exception>
    public async Task BackUpAsync(string file)
    {
        if (File.Exists(file))
        {
            throw new BackupException($"There is a file {file} already; a backup never writes over one.");
        }

        try
        {
            PrivateFiles.CreateIfMissing(file);
            await using var connection = await _contexts.OpenConnectionAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $file";
            command.Parameters.AddWithValue("$file", file);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            if (File.Exists(file))
            {
                // Half a backup is none, and would stand in the way of the next try.
                File.Delete(file);
            }

            throw new BackupException($"The backup {file} could not be written: {e.Message}");
        }
    }

    /// <summary>
    /// Puts a backup in the place of the database. What was erased since is erased again at the next start, before the site opens: see
    /// <see cref="Retention.Erasure.EraseListedAsync"/>.
    /// </summary>
    /// <exception cref="BackupException">The site runs, or the file is no backup that this program and these keys can read. Nothing was changed.</exception>
    public async Task RestoreAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new BackupException($"There is no file {file}.");
        }

        if (Path.GetFullPath(file) == Path.GetFullPath(_contexts.DatabaseFile))
        {
            throw new BackupException($"{file} is the database itself.");
        }

        try
        {
            await CheckAsync(file, cancellationToken);
        }
        catch (BackupException)
        {
            // Keys that this very start made must not be there when the right ones are put back: they would be the newest.
            _keys.ForgetNew();
            throw;
        }

        using var alone = PrivateFiles.TryTakeAlone(_contexts.InUseFile)
            ?? throw new BackupException("The site, or another command, has the database open. Stop it first.");

        var half = _contexts.DatabaseFile + ".half";
        try
        {
            File.Delete(half);
            PrivateFiles.CreateIfMissing(half);
            File.Copy(file, half, overwrite: true);
            // What the old database's log still holds must not be played into the new one.
            File.Delete(_contexts.DatabaseFile + "-wal");
            File.Delete(_contexts.DatabaseFile + "-shm");
            File.Move(half, _contexts.DatabaseFile, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup could not be put in place: {e.Message}");
        }
    }

    private async Task CheckAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var source = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
            await using var connection = new SqliteConnection(source.ToString());
            await connection.OpenAsync(cancellationToken);
            await using (var command = connection.CreateCommand())
            {
                command.CommandText = "PRAGMA quick_check(1)";
                if ((string?)await command.ExecuteScalarAsync(cancellationToken) != "ok")
                {
                    throw new BackupException($"The file {file} is damaged.");
                }
            }

            await using (var command = connection.CreateCommand())
            {
                command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name IN ('Submissions', 'LedgerEntries', 'KeyChecks')";
                if ((long?)await command.ExecuteScalarAsync(cancellationToken) != 3)
                {
                    throw new BackupException($"The file {file} is no backup of this site.");
                }
            }

            await using var context = _contexts.CreateOn(connection);
            var unknown = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).Except(context.Database.GetMigrations()).ToList();
            if (unknown.Count > 0)
            {
                throw new BackupException($"The backup was made by a newer version of this program (it has {unknown[^1]}).");
            }

            if ((await context.KeyChecks.AsNoTracking().ToListAsync(cancellationToken)).Find(k => !k.Fits(_keys.Find(k.Purpose, k.KeyId))) is { } lost)
            {
                throw new BackupException(
                    $"The key folder lacks the {lost.Purpose} key {lost.KeyId:x8}, with which the backup was written: put back the keys/ that belong to it.");
            }
        }
        catch (SqliteException e)
        {
            throw new BackupException($"The file {file} is no backup of this site: {e.Message}");
        }
    }
}
