using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Ledger;

/// <summary>What the check of the whole ledger found. An intact ledger has no broken cases.</summary>
/// <param name="Entries">How many entries were read.</param>
/// <param name="Cases">Of how many cases.</param>
/// <param name="BrokenCases">The ids of the first cases (at most a hundred) in which an entry was changed, removed or put in, or the chain is not there.</param>
public sealed record LedgerCheck(long Entries, long Cases, IReadOnlyList<Guid> BrokenCases)
{
    public bool IsIntact => BrokenCases.Count == 0;
}

/// <summary>Writes the ledger, within the unit of work of the act itself, and checks it.</summary>
public sealed class AccessLedger
{
    /// <summary>How many entries a page shows of a case.</summary>
    public const int Shown = 500;

    private const int MaxBrokenCases = 100;

    private readonly KeyRing _keys;
    private readonly ContextSource _contexts;
    private readonly TimeProvider _clock;

    internal AccessLedger(KeyRing keys, ContextSource contexts, TimeProvider clock)
    {
        _keys = keys;
        _contexts = contexts;
        _clock = clock;
    }

    /// <summary>The first entry of a new case.</summary>
    internal void WriteReceived(OptimetraDbContext unit, Submission submission) =>
        Append(unit, previous: null, submission.Id, LedgerAct.Received, new Details { BySender = true, State = submission.State }, submission.ReceivedAt);

    /// <summary>The next entry of a case that is there; it is saved with the unit, or neither is.</summary>
    internal async Task WriteAsync(OptimetraDbContext unit, Guid submissionId, LedgerAct act, Details details)
    {
        var previous = unit.LedgerEntries.Local.Where(e => e.SubmissionId == submissionId).MaxBy(e => e.Sequence)
            ?? await unit.LedgerEntries.AsNoTracking()
                .Where(e => e.SubmissionId == submissionId)
                .OrderByDescending(e => e.Sequence)
                .FirstOrDefaultAsync();

        Append(unit, previous, submissionId, act, details, _clock.UtcNow());
    }

    /// <summary>A case's entries in their order, at least one; unless the whole is asked for, the newest <see cref="Shown"/>.</summary>
    internal static async Task<IReadOnlyList<LedgerEntry>> ReadAsync(
        OptimetraDbContext context, Guid submissionId, bool whole, CancellationToken cancellationToken)
    {
        var newestFirst = context.LedgerEntries.AsNoTracking().Where(e => e.SubmissionId == submissionId).OrderByDescending(e => e.Sequence);
        var entries = await (whole ? newestFirst : newestFirst.Take(Shown)).ToListAsync(cancellationToken);
        entries.Reverse();

        return entries;
    }

    /// <summary>Reads every entry and checks that each case's chain is whole from its first entry on.</summary>
    public async Task<LedgerCheck> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();
        var broken = new List<Guid>();
        long entries = 0;
        long cases = 0;
        LedgerEntry? previous = null;

        await foreach (var entry in context.LedgerEntries.AsNoTracking()
            .OrderBy(e => e.SubmissionId).ThenBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            entries++;
            if (previous?.SubmissionId != entry.SubmissionId)
            {
                cases++;
                previous = null;
            }

            var follows = entry.Sequence == (previous?.Sequence ?? 0) + 1
                && (previous is not null || entry.Act == LedgerAct.Received)
                && _keys.Find(KeyPurpose.Ledger, entry.KeyId) is { } key
                && entry.IsIntact(key, previous?.Hash ?? []);
            if (!follows && broken.Count < MaxBrokenCases && (broken.Count == 0 || broken[^1] != entry.SubmissionId))
            {
                broken.Add(entry.SubmissionId);
            }

            previous = entry;
        }

        broken.AddRange(await context.Submissions
            .Where(s => !context.LedgerEntries.Any(e => e.SubmissionId == s.Id && e.Sequence == 1))
            .Select(s => s.Id)
            .OrderBy(id => id)
            .Take(MaxBrokenCases)
            .ToListAsync(cancellationToken));

        return new LedgerCheck(entries, cases, [.. broken.Distinct().Take(MaxBrokenCases)]);
    }

    private void Append(
        OptimetraDbContext unit, LedgerEntry? previous, Guid submissionId, LedgerAct act, Details details, DateTime at)
    {
        var key = _keys.Current(KeyPurpose.Ledger);
        var entry = new LedgerEntry
        {
            SubmissionId = submissionId,
            Sequence = (previous?.Sequence ?? 0) + 1,
            At = at,
            Act = act,
            Actor = details.Reader is not null ? LedgerActor.Staff : details.BySender ? LedgerActor.Sender : LedgerActor.Site,
            MemberId = details.Reader?.MemberId,
            Role = details.Reader?.Role,
            Purpose = details.Purpose,
            OtherMemberId = details.OtherMemberId,
            OtherRole = details.OtherRole,
            Until = details.Until,
            State = details.State,
            WordsHash = details.WordsHash,
            KeyId = key.Id,
        };
        entry.Chain(key, previous?.Hash ?? []);
        unit.LedgerEntries.Add(entry);
    }

    /// <summary>What an entry says besides act and time. By neither a reader nor the sender: the site did it by itself.</summary>
    internal sealed record Details
    {
        public InternalReader? Reader { get; init; }

        public bool BySender { get; init; }

        public ReadingPurpose? Purpose { get; init; }

        public Guid? OtherMemberId { get; init; }

        public StaffRole? OtherRole { get; init; }

        public DateTime? Until { get; init; }

        /// <summary>The state after the act, where it changed.</summary>
        public CaseState? State { get; init; }

        public byte[]? WordsHash { get; init; }
    }
}
