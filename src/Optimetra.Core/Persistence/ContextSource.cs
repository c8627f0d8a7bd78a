using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Optimetra.Core.Persistence;

/// <summary>Makes contexts: for reading, for Identity's stores, and the one that the write queue keeps.</summary>
internal sealed class ContextSource
{
    private const string Pragmas = """
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        PRAGMA foreign_keys=ON;
        PRAGMA busy_timeout=5000;
        PRAGMA secure_delete=ON;
        PRAGMA trusted_schema=OFF;
        PRAGMA cell_size_check=ON;
        PRAGMA cache_size=-65536;
        """;

    private readonly IServiceProvider _services;
    private readonly DbContextOptions<SqliteOptimetraDbContext> _options;
    private readonly string _connectionString;

    public ContextSource(string databaseFile, IServiceProvider services)
    {
        _services = services;
        DatabaseFile = databaseFile;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = databaseFile }.ToString();
        _options = OptionsFor(b => b.UseSqlite(_connectionString).AddInterceptors(new PragmasOnOpen()));
    }

    public string DatabaseFile { get; }

    /// <summary>Shared by every process that works on the database, and held alone by the one that puts another in its place.</summary>
    public string InUseFile => DatabaseFile + ".in-use";

    /// <summary>Held by whoever writes: SQLite has one writer.</summary>
    public SemaphoreSlim WriteGate { get; } = new(1, 1);

    /// <summary>A context for reading. It must not save: writes go through <see cref="WriteQueue"/>.</summary>
    public OptimetraDbContext Create() => new SqliteOptimetraDbContext(_options);

    /// <summary>A context for reading whose queries all see the same state, whatever is written meanwhile.</summary>
    public async Task<OptimetraDbContext> CreateSnapshotAsync(CancellationToken cancellationToken)
    {
        var context = Create();
        try
        {
            await context.Database.OpenConnectionAsync(cancellationToken);
            // Deferred: it takes no lock that a writer would wait for. It ends with the connection.
            await context.Database.UseTransactionAsync(
                ((SqliteConnection)context.Database.GetDbConnection()).BeginTransaction(deferred: true), cancellationToken);

            return context;
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    /// <summary>A context whose saving waits for its turn: for Identity's stores, which save by themselves.</summary>
    public OptimetraDbContext CreateGated() => new SqliteOptimetraDbContext(_options, WriteGate);

    /// <summary>An open connection of its own, set up like all others.</summary>
    public async Task<SqliteConnection> OpenConnectionAsync()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync();
            ApplyPragmas(connection);

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A context on a connection that somebody else opened and will close.</summary>
    public OptimetraDbContext CreateOn(SqliteConnection connection)
    {
        var context = new SqliteOptimetraDbContext(OptionsFor(b => b.UseSqlite(connection)));
        // The write queue sets a savepoint around each unit; EF's own inside it would be a second one for nothing.
        context.Database.AutoSavepointsEnabled = false;

        return context;
    }

    private DbContextOptions<SqliteOptimetraDbContext> OptionsFor(Action<DbContextOptionsBuilder> provider)
    {
        var builder = new DbContextOptionsBuilder<SqliteOptimetraDbContext>();
        provider(builder);

        // Identity's context learns its schema version, with passkeys, from the application's services.
        return builder.UseApplicationServiceProvider(_services).Options;
    }

    private static void ApplyPragmas(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    private sealed class PragmasOnOpen : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => ApplyPragmas(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ApplyPragmas(connection);

            return Task.CompletedTask;
        }
    }
}
