using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Retention;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <summary>
/// The staff's way to what came in. Every method asks for the reader; a case that the reader cannot see does not exist for them.
/// Lists and counts show envelopes; opening a case shows what was sent, once the ledger has it.
/// </summary>
public sealed partial class StaffDesk
{
    public const int PageSize = 25;
    public const int MaxNoteLength = 5_000;
    public const int MaxReplyLength = 10_000;
    public const int MaxReasonLength = 1_000;

    /// <summary>How far ahead a share can be made to end, in days.</summary>
    public const int MaxShareDays = 366;

    private readonly ContextSource _contexts;
    private readonly WriteQueue _writes;
    private readonly CaseContents _contents;
    private readonly KeyedHashes _hashes;
    private readonly AccessLedger _ledger;
    private readonly FormTokens _tokens;
    private readonly Erasure _erasure;
    private readonly Outbox _outbox;
    private readonly TimeProvider _clock;

    internal StaffDesk(
        ContextSource contexts,
        WriteQueue writes,
        CaseContents contents,
        KeyedHashes hashes,
        AccessLedger ledger,
        FormTokens tokens,
        Erasure erasure,
        Outbox outbox,
        TimeProvider clock)
    {
        _contexts = contexts;
        _writes = writes;
        _contents = contents;
        _hashes = hashes;
        _ledger = ledger;
        _tokens = tokens;
        _erasure = erasure;
        _outbox = outbox;
        _clock = clock;
    }

    public async Task<IReadOnlyList<CaseCount>> CountAsync(InternalReader reader, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();

        return await context.VisibleTo(reader, _clock.UtcNow())
            .GroupBy(s => new { s.State, s.Channel })
            .Select(group => new CaseCount(group.Key.Channel, group.Key.State, group.Count()))
            .ToListAsync(cancellationToken);
    }

    /// <summary>How many of the reader's cases will be erased soon, and how many are held.</summary>
    public async Task<(int ErasedSoon, int Held)> CountRetentionAsync(InternalReader reader, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();
        var cases = context.VisibleTo(reader, _clock.UtcNow());

        return (
            await cases.CountAsync(s => s.WarnedAt != null && s.EraseAt != null, cancellationToken),
            await cases.CountAsync(s => s.HeldAt != null, cancellationToken));
    }

    public async Task<CasePage> ListAsync(InternalReader reader, CaseFilter filter, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();
        var cases = context.VisibleTo(reader, _clock.UtcNow());

        cases = filter switch
        {
            { ErasedSoon: true } => cases.Where(s => s.WarnedAt != null && s.EraseAt != null),
            { Held: true } => cases.Where(s => s.HeldAt != null),
            { State: { } state } => cases.Where(s => s.State == state),
            _ => cases.Where(s => s.State == CaseState.New || s.State == CaseState.Taken || s.State == CaseState.Answered),
        };
        if (filter.Channel is { } channel)
        {
            cases = cases.Where(s => s.Channel == channel);
        }

        if (filter.Before is { } before)
        {
            // Ids begin with the time: the newest case has the greatest.
            cases = cases.Where(s => s.Id < before);
        }

        var rows = await cases
            .OrderByDescending(s => s.Id)
            .Take(PageSize + 1)
            .Select(s => new
            {
                s.Id,
                s.Reference,
                s.Channel,
                s.State,
                s.ReceivedAt,
                s.DueAt,
                TakenBy = context.Users.Where(m => m.Id == s.TakenBy).Select(m => m.Name).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var shown = rows.Take(PageSize)
            .Select(r => new CaseRow(CaseReference.FromStored(r.Reference), r.Channel, r.State, r.ReceivedAt, r.DueAt, r.TakenBy))
            .ToList();

        return new CasePage(shown, rows.Count > PageSize ? filter with { Before = rows[PageSize - 1].Id } : null);
    }

    /// <summary>Whether there is such a case for this reader. Asking reads nothing of what was sent.</summary>
    public async Task<bool> ExistsAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();

        return await context.VisibleTo(reader, _clock.UtcNow()).AnyAsync(s => s.Reference == reference.Letters, cancellationToken);
    }

    /// <summary>
    /// The case with what was sent, or null if it does not exist for this reader. The ledger's entry is on the disk before anything
    /// is unsealed; if it cannot be written, nothing is shown.
    /// </summary>
    public async Task<OpenedCase?> OpenAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken)
    {
        var opened = await _writes.RunAsync(
            async unit =>
            {
                if (await FindAsync(unit, reader, reference) is not { } submission)
                {
                    return null;
                }

                await _ledger.WriteAsync(unit, submission.Id, LedgerAct.Opened, new() { Reader = reader, Purpose = PurposeOf(submission) });

                // Of a withdrawn case staff see the envelope alone.
                return new Found(
                    submission,
                    submission.IsReadable ? await CaseContents.ReadAsync(unit, submission.Id, CancellationToken.None) : SealedCase.None);
            },
            cancellationToken);

        return opened is null ? null : await UnsealAsync(reader, opened.Submission, opened.Rows, cancellationToken);
    }

    private static ReadingPurpose PurposeOf(Submission submission) => submission.State switch
    {
        CaseState.New or CaseState.Taken or CaseState.Answered => ReadingPurpose.ToAnswer,
        CaseState.Closed => ReadingPurpose.ToReview,
        CaseState.Withdrawn or CaseState.Erased => ReadingPurpose.EnvelopeAlone,
        CaseState.Spam => ReadingPurpose.ToJudgeSpam,
    };

    private static IQueryable<CaseShare> InForce(OptimetraDbContext context, Guid submissionId, DateTime now) =>
        context.CaseShares.Where(s => s.SubmissionId == submissionId && s.EndedAt == null && s.Until > now);

    private Task<Submission?> FindAsync(OptimetraDbContext unit, InternalReader reader, CaseReference reference) =>
        unit.VisibleTo(reader, _clock.UtcNow()).SingleOrDefaultAsync(s => s.Reference == reference.Letters);

    private async Task<OpenedCase> UnsealAsync(
        InternalReader reader, Submission submission, SealedCase rows, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();
        var now = _clock.UtcNow();
        var ledger = await AccessLedger.ReadAsync(context, submission.Id, whole: false, cancellationToken);
        var shares = await InForce(context, submission.Id, now).AsNoTracking().OrderBy(s => s.SharedAt).ToListAsync(cancellationToken);

        var memberIds = ledger.SelectMany(e => new[] { e.MemberId, e.OtherMemberId })
            .Append(submission.TakenBy)
            .Concat(rows.Entries.Select(e => e.WrittenBy))
            .Concat(shares.Select(s => (Guid?)s.MemberId))
            .OfType<Guid>()
            .Distinct()
            .ToList();
        var members = await context.Users.AsNoTracking()
            .Where(m => memberIds.Contains(m.Id))
            .ToDictionaryAsync(m => m.Id, m => new { m.Name, m.Role, IsActive = m.DeactivatedAt == null }, cancellationToken);
        string? NameOf(Guid? id) => id is { } present ? members.GetValueOrDefault(present)?.Name ?? "a former member" : null;

        var contents = _contents.Open(rows);

        return new OpenedCase
        {
            Reference = submission.CaseReference,
            Channel = submission.Channel,
            State = submission.State,
            PolicyVersion = submission.PolicyVersion,
            ReceivedAt = submission.ReceivedAt,
            DueAt = submission.DueAt,
            TakenBy = NameOf(submission.TakenBy),
            IsTakenByReader = submission.TakenBy == reader.MemberId,
            SpamReason = submission.SpamReason,
            EraseAt = submission.EraseAt,
            IsErasureNear = submission.WarnedAt is not null,
            HeldAt = submission.HeldAt,
            HoldReason = submission.IsHeld ? contents.HoldReason : null,
            WithdrawnAt = submission.WithdrawnAt,
            WaitsForRelease = submission.IsHeld && (submission.WithdrawalAskedAt ?? submission.ErasureAskedAt) is not null,
            ErasedAt = submission.ErasedAt,
            ErasedBy = submission.ErasedBy,
            Versions = contents.Versions,
            Thread = contents.Thread(NameOf),
            Shares = [.. shares.Select(s => new ShareRow(
                s.Id, NameOf(s.MemberId)!, members[s.MemberId].Role, DateOnly.FromDateTime(s.Until).AddDays(-1), members[s.MemberId].IsActive))],
            Ledger = [.. ledger.Select(e => LedgerLine.From(e, NameOf))],
        };
    }

    private sealed record Found(Submission Submission, SealedCase Rows);
}
