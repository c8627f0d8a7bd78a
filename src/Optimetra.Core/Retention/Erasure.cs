using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Retention;

/// <summary>
/// Erases what people sent, when its time has come or they wish it: the data key, the sealed rows, the hashes of posts and the mail that
/// waits go; the envelope and the ledger stay, so that the receipt still opens and says what happened.
/// </summary>
public sealed class Erasure
{
    private const int BatchSize = 100;
    private const int ClearingAttempts = 10;

    private static readonly TimeSpan ClearingRetry = TimeSpan.FromMilliseconds(100);

    private readonly ContextSource _contexts;
    private readonly WriteQueue _writes;
    private readonly CaseContents _contents;
    private readonly AccessLedger _ledger;
    private readonly ErasedCases _erasedCases;
    private readonly Outbox _outbox;
    private readonly MailFolder _mailFolder;
    private readonly IOptionsMonitor<ErasureOptions> _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<Erasure> _log;

    internal Erasure(
        ContextSource contexts,
        WriteQueue writes,
        CaseContents contents,
        AccessLedger ledger,
        ErasedCases erasedCases,
        Outbox outbox,
        MailFolder mailFolder,
        IOptionsMonitor<ErasureOptions> options,
        TimeProvider clock,
        ILogger<Erasure> log)
    {
        _contexts = contexts;
        _writes = writes;
        _contents = contents;
        _ledger = ledger;
        _erasedCases = erasedCases;
        _outbox = outbox;
        _mailFolder = mailFolder;
        _options = options;
        _clock = clock;
        _log = log;
    }

    /// <summary>Whether the write-ahead log may still hold erased pages. At the start it may: the last process may have died before it cleared it.</summary>
    internal bool LogIsToBeCleared { get; private set; } = true;

    /// <summary>
    /// Tells of the erasures that come near: staff see it at the desk, senders in their file and, if they gave an address, by mail.
    /// Returns how many cases there were.
    /// </summary>
    public async Task<int> WarnDueAsync(CancellationToken cancellationToken)
    {
        var warned = await ForEachDueAsync(
            (context, now) => context.Submissions.Where(s => s.WarnAt != null && s.WarnAt <= now).OrderBy(s => s.WarnAt),
            WarnAsync,
            cancellationToken);
        if (warned > 0)
        {
            _outbox.Wake();
            _log.LogInformation("Told of the coming erasure of {Cases} cases", warned);
        }

        return warned;
    }

    /// <summary>Erases every case whose time has come, and returns how many there were. What fails is tried again at the next run.</summary>
    public async Task<int> EraseDueAsync(CancellationToken cancellationToken)
    {
        var erased = await ForEachDueAsync(
            (context, now) => context.Submissions.Where(s => s.EraseAt != null && s.EraseAt <= now).OrderBy(s => s.EraseAt),
            EraseAsync,
            cancellationToken);
        if (erased > 0)
        {
            _log.LogInformation("Erased {Cases} cases whose time had come", erased);
        }

        return erased;
    }

    /// <summary>
    /// Erases again what is on the list of erased cases and not erased in this database: an older one was put in its place. Before the
    /// site opens. Returns how many cases there were.
    /// </summary>
    public async Task<int> EraseListedAsync(CancellationToken cancellationToken)
    {
        var erased = 0;
        foreach (var batch in _erasedCases.Read().Chunk(BatchSize))
        {
            var listed = batch.ToDictionary();
            var ids = listed.Keys.ToList();
            erased += await _writes.RunAsync(
                async unit =>
                {
                    var back = await unit.Submissions
                        .Where(s => ids.Contains(s.Id) && s.ErasedAt == null).ToListAsync(CancellationToken.None);
                    foreach (var submission in back)
                    {
                        var (at, by) = listed[submission.Id];
                        submission.EraseAgain(by, at);
                        await RemoveContentAsync(unit, submission, new() { BySender = by == ErasedBy.Sender });
                        _mailFolder.Erase(submission.Id);
                    }

                    return back.Count;
                },
                cancellationToken);
        }

        if (erased > 0)
        {
            LogIsToBeCleared = true;
            await TryClearLogAsync();
            _log.LogWarning("An older database was put in place: {Cases} cases that had been erased were erased again", erased);
        }

        return erased;
    }

    /// <summary>
    /// Removes the envelopes and ledgers of cases that were erased longer ago than the setting keeps them, and returns how many there
    /// were. The ledger's triggers let go of them alone.
    /// </summary>
    public async Task<int> RemoveTombstonesAsync(CancellationToken cancellationToken)
    {
        if (_options.CurrentValue.TombstoneDays is not { } days)
        {
            return 0;
        }

        var removed = await ForEachDueAsync(
            (context, now) => context.Submissions.Where(s => s.ErasedAt != null && s.ErasedAt <= now.AddDays(-days)).OrderBy(s => s.ErasedAt),
            RemoveAsync,
            cancellationToken);
        if (removed > 0)
        {
            LogIsToBeCleared = true;
            _log.LogInformation("Removed envelope and ledger of {Cases} cases that were erased {Days} days ago", removed, days);
        }

        return removed;
    }

    /// <summary>
    /// Clears the erased pages out of the write-ahead log too. False while somebody still reads an older state; then it is for the
    /// caller to try again.
    /// </summary>
    public async Task<bool> TryClearLogAsync()
    {
        var cleared = await _writes.TryTruncateLogAsync();
        if (cleared)
        {
            LogIsToBeCleared = false;
        }

        return cleared;
    }

    /// <summary>Erases a case within the unit of work of whoever decided it. Afterwards comes <see cref="AfterwardsAsync"/>.</summary>
    internal Task EraseAsync(OptimetraDbContext unit, Submission submission, ErasedBy by, AccessLedger.Details details)
    {
        submission.Erase(by, _clock.UtcNow());

        return RemoveContentAsync(unit, submission, details);
    }

    private async Task RemoveContentAsync(OptimetraDbContext unit, Submission submission, AccessLedger.Details details)
    {
        var id = submission.Id;
        await unit.CaseKeys.Where(k => k.SubmissionId == id).ExecuteDeleteAsync();
        await unit.SealedContents.Where(c => c.SubmissionId == id).ExecuteDeleteAsync();
        await unit.SealedEntries.Where(e => e.SubmissionId == id).ExecuteDeleteAsync();
        await unit.OutboxMails.Where(m => m.SubmissionId == id).ExecuteDeleteAsync();
        await unit.OneTimeCodes.Where(c => c.SubmissionId == id).ExecuteDeleteAsync();
        await unit.CaseShares.Where(s => s.SubmissionId == id && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, submission.ErasedAt));
        await unit.FormTokenUses.Where(u => u.SubmissionId == id)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.ContentHash, (byte[]?)null));
        await _ledger.WriteAsync(unit, id, LedgerAct.Erased, details with { State = submission.State });
    }

    /// <summary>
    /// What an erasure needs once it is stored: the list of erased cases, the mails in the folder, the database's log. Readers of an
    /// older state are waited for a moment; what they hold up longer, the hourly job clears.
    /// </summary>
    internal async Task AfterwardsAsync(Guid submissionId, DateTime erasedAt, ErasedBy by)
    {
        await ClearBesideAsync(submissionId, erasedAt, by);
        for (var attempt = 1; !await TryClearLogAsync() && attempt < ClearingAttempts; attempt++)
        {
            await Task.Delay(ClearingRetry);
        }
    }

    private async Task<int> ForEachDueAsync(
        Func<OptimetraDbContext, DateTime, IQueryable<Submission>> due,
        Func<Guid, DateTime, CancellationToken, Task<bool>> act,
        CancellationToken cancellationToken)
    {
        var done = 0;
        var now = _clock.UtcNow();
        while (await FindAsync() is { Count: > 0 } ids)
        {
            var results = await Task.WhenAll(ids.Select(id => act(id, now, cancellationToken)));
            done += results.Count(r => r);
            if (!Array.Exists(results, r => r))
            {
                // Every one of them changed under our hands; the next run looks again.
                break;
            }
        }

        return done;

        async Task<List<Guid>> FindAsync()
        {
            await using var context = _contexts.Create();

            return await due(context, now).Take(BatchSize).Select(s => s.Id).ToListAsync(cancellationToken);
        }
    }

    private Task<bool> WarnAsync(Guid submissionId, DateTime now, CancellationToken cancellationToken) => _writes.RunAsync(
        async unit =>
        {
            var submission = await unit.Submissions.SingleAsync(s => s.Id == submissionId, CancellationToken.None);
            if (submission.WarnAt is null || submission.WarnAt > now)
            {
                return false;
            }

            submission.MarkWarned(_clock.UtcNow());
            if (submission.EraseAt > now)
            {
                await TellSenderAsync(unit, submission);
            }

            return true;
        },
        cancellationToken);

    private async Task TellSenderAsync(OptimetraDbContext unit, Submission submission)
    {
        try
        {
            var (cipher, current) = await _contents.OpenCurrentAsync(unit, submission.Id);
            using (cipher)
            {
                _outbox.ToSender(unit, submission, MailKind.ErasureComing, cipher, current.Sender.Email);
            }
        }
        catch (CryptographicException e)
        {
            // One damaged case must not keep the others from being told and erased.
            _log.LogError(e, "Case {Case} could not be unsealed: its sender is not told of the coming erasure by mail", submission.Id);
        }
    }

    private async Task<bool> EraseAsync(Guid submissionId, DateTime now, CancellationToken cancellationToken)
    {
        var erasedAt = await _writes.RunAsync(
            async unit =>
            {
                var submission = await unit.Submissions.SingleAsync(s => s.Id == submissionId, CancellationToken.None);
                if (submission.EraseAt is null || submission.EraseAt > now)
                {
                    return null;
                }

                await EraseAsync(unit, submission, ErasedBy.Retention, new AccessLedger.Details());

                return submission.ErasedAt;
            },
            cancellationToken);
        if (erasedAt is not { } at)
        {
            return false;
        }

        // The log is cleared once, by whoever runs this for many.
        await ClearBesideAsync(submissionId, at, ErasedBy.Retention);

        return true;
    }

    /// <summary>What lies beside the database. The case is erased whatever becomes of it; what fails here is made up at the next start.</summary>
    private async Task ClearBesideAsync(Guid submissionId, DateTime erasedAt, ErasedBy by)
    {
        LogIsToBeCleared = true;
        try
        {
            // N.B. the list last: what is not on it at the next start is made up then, mails and all.
            _mailFolder.Erase(submissionId);
            await _erasedCases.AddAsync([(submissionId, erasedAt, by)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.LogError(e, "Case {CaseId} is erased, but the files beside the database could not be brought up to date", submissionId);
        }
    }

    private Task<bool> RemoveAsync(Guid submissionId, DateTime now, CancellationToken cancellationToken) => _writes.RunAsync(
        async unit =>
        {
            // N.B. the ledger's trigger lets entries go only while their envelope says so; the envelope goes last.
            await unit.Submissions.Where(s => s.Id == submissionId && s.ErasedAt != null)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.RemovedAt, (DateTime?)now), CancellationToken.None);
            await unit.LedgerEntries.Where(e => e.SubmissionId == submissionId).ExecuteDeleteAsync(CancellationToken.None);
            await unit.CaseShares.Where(s => s.SubmissionId == submissionId).ExecuteDeleteAsync(CancellationToken.None);
            await unit.FormTokenUses.Where(u => u.SubmissionId == submissionId).ExecuteDeleteAsync(CancellationToken.None);

            return await unit.Submissions
                .Where(s => s.Id == submissionId && s.RemovedAt != null)
                .ExecuteDeleteAsync(CancellationToken.None) > 0;
        },
        cancellationToken);
}
