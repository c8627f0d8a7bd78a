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
    private readonly ChannelPromises _promises;
    private readonly TimeProvider _clock;
    private readonly ILogger<Erasure> _log;

    internal Erasure(
        ContextSource contexts, WriteQueue writes, AccessLedger ledger, ChannelPromises promises, TimeProvider clock, ILogger<Erasure> log)
    {
        _contexts = contexts;
        _writes = writes;
        _ledger = ledger;
        _promises = promises;
        _clock = clock;
        _log = log;
    }

    /// <summary>Erases every case whose time has come, and returns how many there were. What fails is tried again at the next run.</summary>
    public async Task<int> EraseDueAsync(CancellationToken cancellationToken)
    {
        var erased = 0;
        foreach (var channel in Enum.GetValues<Channel>())
        {
            var dealtWithBefore = _clock.UtcNow().AddDays(-_promises.For(channel).DaysKept);
            while (await FindDueAsync(channel, dealtWithBefore, cancellationToken) is { Count: > 0 } due)
            {
                await Task.WhenAll(due.Select(id => EraseAsync(id, dealtWithBefore, cancellationToken)));
                erased += due.Count;
            }
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

    internal static DateTime? DueAt(Submission submission, int daysKept) => submission.DealtWithAt?.AddDays(daysKept);

    private async Task<List<Guid>> FindDueAsync(Channel channel, DateTime dealtWithBefore, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();
        var kept = context.Submissions.Where(s => s.ErasedAt == null && s.Channel == channel);

        return
        [
            .. await kept.Where(s => s.ClosedAt != null && s.ClosedAt <= dealtWithBefore)
                .OrderBy(s => s.ClosedAt).Take(BatchSize).Select(s => s.Id).ToListAsync(cancellationToken),
            .. await kept.Where(s => s.SpamAt != null && s.SpamAt <= dealtWithBefore)
                .OrderBy(s => s.SpamAt).Take(BatchSize).Select(s => s.Id).ToListAsync(cancellationToken),
        ];
    }

    private Task<bool> EraseAsync(Guid submissionId, DateTime dealtWithBefore, CancellationToken cancellationToken) =>
        _writes.RunAsync(
            async unit =>
            {
                var submission = await unit.Submissions.SingleAsync(s => s.Id == submissionId, CancellationToken.None);
                if (submission.State == CaseState.Erased || submission.DealtWithAt is null || submission.DealtWithAt > dealtWithBefore)
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
