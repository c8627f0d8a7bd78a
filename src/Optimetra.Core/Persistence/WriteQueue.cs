using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Optimetra.Core.Persistence;

/// <summary>
/// The one writer. Units of work that wait are run together in one transaction, each behind a savepoint of its own, and each is
/// answered after the commit: many senders share one flush to the disk, and nothing is acknowledged that is not on it.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int MaxWaiting = 1024;
    private const int MaxBatch = 128;
    private const string Savepoint = "unit";

    private readonly Channel<Unit> _waiting = System.Threading.Channels.Channel.CreateBounded<Unit>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly ContextSource _contexts;
    private readonly ILogger<WriteQueue> _log;
    private readonly Task _writing;

    private SqliteConnection? _connection;
    private OptimetraDbContext? _context;

    public WriteQueue(ContextSource contexts, ILogger<WriteQueue> log)
    {
        _contexts = contexts;
        _log = log;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Whether the last batch was stored. It says so again as soon as one is.</summary>
    public bool IsStoring { get; private set; } = true;

    /// <summary>Runs the work in a transaction and answers after the commit. What the work throws is thrown here, and nothing of it is kept.</summary>
    /// <exception cref="StorageUnavailableException">The disk refused, or too much is waiting; nothing was kept.</exception>
    public async Task<T> RunAsync<T>(Func<OptimetraDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        var unit = new Unit<T>(work, cancellationToken);
        if (!_waiting.Writer.TryWrite(unit))
        {
            throw new StorageUnavailableException("Too many writes are waiting.", null);
        }

        return await unit.Result;
    }

    /// <summary>
    /// Whether writes are stored now. After one that was not, another finds out: nobody may be sending anything, least of all while
    /// readiness keeps the traffic away.
    /// </summary>
    public async Task<bool> CheckStoringAsync(CancellationToken cancellationToken)
    {
        if (!IsStoring)
        {
            try
            {
                // A number in the file's header that nobody reads: SQLite writes that page even if the number is the same.
                await RunAsync(unit => unit.Database.ExecuteSqlRawAsync("PRAGMA user_version = 0"), cancellationToken);
            }
            catch (StorageUnavailableException)
            {
                // The batch has said so in the log.
            }
        }

        return IsStoring;
    }

    /// <summary>
    /// Empties the write-ahead log into the database, so that no erased page is left in it. It answers "busy" while anybody reads an
    /// older state: then the caller tries again later.
    /// </summary>
    public async Task<bool> TryTruncateLogAsync()
    {
        await _contexts.WriteGate.WaitAsync();
        try
        {
            await using var connection = await _contexts.OpenConnectionAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await using var result = await command.ExecuteReaderAsync();

            return await result.ReadAsync() && result.GetInt64(0) == 0;
        }
        finally
        {
            _contexts.WriteGate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        var batch = new List<Unit>(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            await _contexts.WriteGate.WaitAsync();
            try
            {
                while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var unit))
                {
                    batch.Add(unit);
                }

                await RunBatchAsync(batch);
            }
            finally
            {
                _contexts.WriteGate.Release();
            }

            batch.ForEach(unit => unit.AnswerWaiter());
            batch.Clear();
        }

        await CloseAsync();
    }

    /// <summary>Never throws: what goes wrong is each unit's answer.</summary>
    private async Task RunBatchAsync(List<Unit> batch)
    {
        try
        {
            _connection ??= await _contexts.OpenConnectionAsync();
            _context ??= _contexts.CreateOn(_connection);
            await using var transaction = _connection.BeginTransaction();
            await _context.Database.UseTransactionAsync(transaction);

            foreach (var unit in batch)
            {
                await RunUnitAsync(unit, transaction, _context);
            }

            await transaction.CommitAsync();
            await _context.Database.UseTransactionAsync(null);
            IsStoring = true;
        }
        catch (Exception e)
        {
            if (IsStoring)
            {
                _log.LogError(e, "A batch of {Units} writes was not stored", batch.Count);
            }
            else
            {
                // The same again: the reason is in the log, which may lie on the same full disk.
                _log.LogError("A batch of {Units} writes was not stored either", batch.Count);
            }

            IsStoring = false;
            batch.ForEach(unit => unit.Fail(new StorageUnavailableException("The database did not store it.", e)));
            await CloseAsync();
        }
    }

    private static async Task RunUnitAsync(Unit unit, SqliteTransaction transaction, OptimetraDbContext context)
    {
        await transaction.SaveAsync(Savepoint);
        try
        {
            await unit.RunAsync(context);
            await context.SaveChangesAsync();
        }
        catch (Exception e) when (!StorageUnavailableException.Explains(e))
        {
            await transaction.RollbackAsync(Savepoint);
            unit.Fail(e);
        }
        finally
        {
            context.ChangeTracker.Clear();
        }

        await transaction.ReleaseAsync(Savepoint);
    }

    private async Task CloseAsync()
    {
        try
        {
            if (_context is not null)
            {
                await _context.DisposeAsync();
            }

            if (_connection is not null)
            {
                await _connection.DisposeAsync();
            }
        }
        catch (SqliteException e)
        {
            _log.LogWarning(e, "The writer's connection did not close cleanly");
        }

        _context = null;
        _connection = null;
    }

    private abstract class Unit
    {
        public abstract Task RunAsync(OptimetraDbContext context);

        public abstract void Fail(Exception exception);

        /// <summary>Gives the waiter the result, or what went wrong. Called once, after the commit.</summary>
        public abstract void AnswerWaiter();
    }

    private sealed class Unit<T>(Func<OptimetraDbContext, Task<T>> work, CancellationToken cancellationToken) : Unit
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _failure;

        public Task<T> Result => _answer.Task;

        public override async Task RunAsync(OptimetraDbContext context)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _result = await work(context);
        }

        public override void Fail(Exception exception) => _failure = exception;

        public override void AnswerWaiter()
        {
            if (_failure is OperationCanceledException)
            {
                _answer.SetCanceled(cancellationToken);
            }
            else if (_failure is not null)
            {
                _answer.SetException(_failure);
            }
            else
            {
                _answer.SetResult(_result!);
            }
        }
    }
}
