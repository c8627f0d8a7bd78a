using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Optimetra.Core.Ledger;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Retention;

/// <summary>
/// Erases what people sent when its time has come: the data key, the sealed rows and the hash of the content go; the envelope and
/// the ledger stay, so that the receipt still opens and says what happened.
/// </summary>
public sealed class Erasure
{
    private const int BatchSize = 100;

    private readonly ContextSource _contexts;
    private readonly WriteQueue _writes;
    private readonly AccessLedger _ledger;
    private readonly TimeProvider _clock;
    private readonly ILogger<Erasure> _log;

    internal Erasure(
        ContextSource contexts, WriteQueue writes, AccessLedger ledger, TimeProvider clock, ILogger<Erasure> log)
    {
        _contexts = contexts;
        _writes = writes;
        _ledger = ledger;
        _clock = clock;
        _log = log;
    }

    /// <summary>Erases every case whose time has come, and returns how many there were. What fails is tried again at the next run.</summary>
    public async Task<int> EraseDueAsync(CancellationToken cancellationToken)
    {
        var erased = 0;
        var now = _clock.UtcNow();
        while (await FindDueAsync(now, cancellationToken) is { Count: > 0 } due)
        {
            erased += (await Task.WhenAll(due.Select(id => EraseAsync(id, now, cancellationToken)))).Count(done => done);
        }

        if (erased > 0)
        {
            _log.LogInformation("Erased {Cases} cases whose time had come", erased);
        }

        return erased;
    }

    /// <summary>
    /// Clears the erased pages out of the write-ahead log too. False while somebody still reads an older state; then it is for the
    /// caller to try again.
    /// </summary>
    public Task<bool> TryClearLogAsync() => _writes.TryTruncateLogAsync();

    private async Task<List<Guid>> FindDueAsync(DateTime now, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();

        return await context.Submissions
            .Where(s => s.EraseAt != null && s.EraseAt <= now)
            .OrderBy(s => s.EraseAt)
            .Take(BatchSize)
            .Select(s => s.Id)
            .ToListAsync(cancellationToken);
    }

    private Task<bool> EraseAsync(Guid submissionId, DateTime now, CancellationToken cancellationToken) =>
        _writes.RunAsync(
            async unit =>
            {
                var submission = await unit.Submissions.SingleAsync(s => s.Id == submissionId, CancellationToken.None);
                if (submission.EraseAt is null || submission.EraseAt > now)
                {
                    return false;
                }

                submission.Erase(ErasedBy.Retention, _clock.UtcNow());
                await unit.CaseKeys.Where(k => k.SubmissionId == submissionId).ExecuteDeleteAsync(CancellationToken.None);
                await unit.SealedContents.Where(c => c.SubmissionId == submissionId).ExecuteDeleteAsync(CancellationToken.None);
                await unit.SealedNotes.Where(n => n.SubmissionId == submissionId).ExecuteDeleteAsync(CancellationToken.None);
                await unit.FormTokenUses.Where(u => u.SubmissionId == submissionId)
                    .ExecuteUpdateAsync(u => u.SetProperty(x => x.ContentHash, (byte[]?)null), CancellationToken.None);
                await _ledger.WriteAsync(unit, submissionId, LedgerAct.Erased, new() { State = submission.State });

                return true;
            },
            cancellationToken);
}
