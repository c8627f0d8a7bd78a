using System.Text;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Ledger;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <summary>
/// The staff's way to what came in. Every method asks for the reader; a case that the reader cannot see does not exist for them.
/// Lists and counts show envelopes; opening a case shows what was sent, once the ledger has it.
/// </summary>
public sealed class StaffDesk
{
    public const int PageSize = 25;
    public const int MaxNoteLength = 5_000;

    /// <summary>How far ahead a share can be made to end, in days.</summary>
    public const int MaxShareDays = 366;

    private readonly ContextSource _contexts;
    private readonly WriteQueue _writes;
    private readonly Seal _seal;
    private readonly AccessLedger _ledger;
    private readonly FormTokens _tokens;
    private readonly TimeProvider _clock;

    internal StaffDesk(
        ContextSource contexts, WriteQueue writes, Seal seal, AccessLedger ledger, FormTokens tokens, TimeProvider clock)
    {
        _contexts = contexts;
        _writes = writes;
        _seal = seal;
        _ledger = ledger;
        _tokens = tokens;
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

    public async Task<CasePage> ListAsync(InternalReader reader, CaseFilter filter, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();
        var cases = context.VisibleTo(reader, _clock.UtcNow());

        cases = filter.State is { } state
            ? cases.Where(s => s.State == state)
            : cases.Where(s => s.State == CaseState.New || s.State == CaseState.Taken || s.State == CaseState.Answered);
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

                return new SealedCase(
                    submission,
                    await unit.CaseKeys.AsNoTracking().SingleOrDefaultAsync(k => k.SubmissionId == submission.Id),
                    await unit.SealedContents.AsNoTracking().SingleOrDefaultAsync(c => c.SubmissionId == submission.Id),
                    await unit.SealedNotes.AsNoTracking()
                        .Where(n => n.SubmissionId == submission.Id).OrderBy(n => n.WrittenAt).ToListAsync());
            },
            cancellationToken);

        return opened is null ? null : await UnsealAsync(reader, opened, cancellationToken);
    }

    public Task<DeskOutcome> TakeAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.Take, LedgerAct.Assigned, s => s.Take(reader.MemberId, _clock.UtcNow()), cancellationToken);

    public Task<DeskOutcome> MarkAnsweredAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.MarkAnswered, LedgerAct.StateChanged,
            s => s.MarkAnswered(reader.MemberId, _clock.UtcNow()), cancellationToken);

    public Task<DeskOutcome> CloseAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.Close, LedgerAct.StateChanged, s => s.Close(reader.MemberId, _clock.UtcNow()), cancellationToken);

    public Task<DeskOutcome> ReopenAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.Reopen, LedgerAct.StateChanged, s => s.Reopen(), cancellationToken);

    public Task<DeskOutcome> MoveToSpamAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.MoveToSpam, LedgerAct.StateChanged,
            s => s.MoveToSpam(SpamReason.Staff, _clock.UtcNow()), cancellationToken);

    public Task<DeskOutcome> MoveOutOfSpamAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.MoveOutOfSpam, LedgerAct.StateChanged, s => s.MoveOutOfSpam(), cancellationToken);

    /// <summary>Writes a note for colleagues. The same form twice is one note.</summary>
    /// <exception cref="ArgumentException">The text is empty, over-long or holds characters that cannot be shown.</exception>
    public Task<DeskOutcome> NoteAsync(
        InternalReader reader, CaseReference reference, string text, FormToken token, CancellationToken cancellationToken)
    {
        if (text.Length == 0 || PlainText.Length(text) > MaxNoteLength || PlainText.HasBrokenCharacters(text))
        {
            throw new ArgumentException($"A note has 1 to {MaxNoteLength} characters that can be shown.", nameof(text));
        }

        return ActAsync(reader, reference, CaseAct.Note, async (unit, submission) =>
        {
            var now = _clock.UtcNow();
            if (_tokens.Read(token) is not { Form: FormKind.Note } read)
            {
                return DeskOutcome.StaleForm;
            }

            if (await unit.CaseKeys.AsNoTracking().SingleOrDefaultAsync(k => k.SubmissionId == submission.Id) is not { } key)
            {
                return DeskOutcome.WrongState;
            }

            using var cipher = _seal.Open(key);
            var noteId = new Guid(read.Id, bigEndian: true);
            if (await unit.SealedNotes.AsNoTracking().SingleOrDefaultAsync(n => n.Id == noteId) is { } earlier)
            {
                // The same post again is done already; another text, or another case, needs a form of its own.
                return earlier.SubmissionId == submission.Id && TextOf(cipher, earlier) == text
                    ? DeskOutcome.Done
                    : DeskOutcome.UsedForOtherContent;
            }

            if (FormTokens.IsTooOld(read, now))
            {
                return DeskOutcome.StaleForm;
            }

            unit.SealedNotes.Add(new SealedNote
            {
                Id = noteId,
                SubmissionId = submission.Id,
                WrittenBy = reader.MemberId,
                WrittenAt = now,
                Content = cipher.Close(Encoding.UTF8.GetBytes(text), SealedPlaces.Note(noteId)),
            });
            await _ledger.WriteAsync(unit, submission.Id, LedgerAct.Noted, new() { Reader = reader });

            return DeskOutcome.Done;
        }, cancellationToken);
    }

    /// <summary>The active subcontractors and associates, whom a case can be shared with. Empty for a reader who may not share.</summary>
    public async Task<IReadOnlyList<ShareCandidate>> ListShareCandidatesAsync(InternalReader reader, CancellationToken cancellationToken)
    {
        if (!reader.May(CaseAct.Share))
        {
            return [];
        }

        await using var context = _contexts.Create();

        return await context.Users.AsNoTracking()
            .Where(m => m.DeactivatedAt == null && (m.Role == StaffRole.Subcontractor || m.Role == StaffRole.Associate))
            .OrderBy(m => m.Name).ThenBy(m => m.Id)
            .Take(StaffService.MaxListed)
            .Select(m => new ShareCandidate(m.Id, m.Name, m.Role))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Shows the case to a member until the end of a day (UTC). Sharing it with them again sets the new day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day is past, or more than <see cref="MaxShareDays"/> ahead.</exception>
    public Task<DeskOutcome> ShareAsync(
        InternalReader reader, CaseReference reference, Guid memberId, DateOnly lastDay, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(_clock.UtcNow());
        ArgumentOutOfRangeException.ThrowIfLessThan(lastDay, today);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastDay, today.AddDays(MaxShareDays));

        return ActAsync(reader, reference, CaseAct.Share, async (unit, submission) =>
        {
            var now = _clock.UtcNow();
            var member = await unit.Users.AsNoTracking().SingleOrDefaultAsync(m => m.Id == memberId);
            if (member is not { IsActive: true, Role: StaffRole.Subcontractor or StaffRole.Associate })
            {
                return DeskOutcome.NoSuchMember;
            }

            if (submission.State == CaseState.Erased)
            {
                return DeskOutcome.WrongState;
            }

            var until = lastDay.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
            foreach (var earlier in await InForce(unit, submission.Id, now).Where(s => s.MemberId == memberId).ToListAsync())
            {
                if (earlier.Until == until)
                {
                    return DeskOutcome.Done;
                }

                earlier.End(reader.MemberId, now);
            }

            var share = new CaseShare
            {
                Id = Guid.CreateVersion7(now),
                SubmissionId = submission.Id,
                MemberId = memberId,
                SharedBy = reader.MemberId,
                SharedAt = now,
                Until = until,
            };
            unit.CaseShares.Add(share);
            await _ledger.WriteAsync(unit, submission.Id, LedgerAct.Shared, new()
            {
                Reader = reader,
                OtherMemberId = memberId,
                OtherRole = member.Role,
                Until = share.Until,
            });

            return DeskOutcome.Done;
        }, cancellationToken);
    }

    public Task<DeskOutcome> EndShareAsync(
        InternalReader reader, CaseReference reference, Guid shareId, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.EndShare, async (unit, submission) =>
        {
            var now = _clock.UtcNow();
            if (await InForce(unit, submission.Id, now).SingleOrDefaultAsync(s => s.Id == shareId) is not { } share)
            {
                return DeskOutcome.NoSuchMember;
            }

            share.End(reader.MemberId, now);
            var role = await unit.Users.Where(m => m.Id == share.MemberId).Select(m => m.Role).SingleAsync();
            await _ledger.WriteAsync(
                unit, submission.Id, LedgerAct.ShareEnded, new() { Reader = reader, OtherMemberId = share.MemberId, OtherRole = role });

            return DeskOutcome.Done;
        }, cancellationToken);

    private static ReadingPurpose PurposeOf(Submission submission) => submission.State switch
    {
        CaseState.New or CaseState.Taken or CaseState.Answered => ReadingPurpose.ToAnswer,
        CaseState.Closed or CaseState.Erased => ReadingPurpose.ToReview,
        CaseState.Spam => ReadingPurpose.ToJudgeSpam,
    };

    private static string TextOf(CaseCipher cipher, SealedNote note) =>
        Encoding.UTF8.GetString(cipher.Open(note.Content, SealedPlaces.Note(note.Id)));

    private static IQueryable<CaseShare> InForce(OptimetraDbContext context, Guid submissionId, DateTime now) =>
        context.CaseShares.Where(s => s.SubmissionId == submissionId && s.EndedAt == null && s.Until > now);

    private Task<Submission?> FindAsync(OptimetraDbContext unit, InternalReader reader, CaseReference reference) =>
        unit.VisibleTo(reader, _clock.UtcNow()).SingleOrDefaultAsync(s => s.Reference == reference.Letters);

    private Task<DeskOutcome> ActAsync(
        InternalReader reader,
        CaseReference reference,
        CaseAct act,
        LedgerAct entry,
        Action<Submission> change,
        CancellationToken cancellationToken) => ActAsync(reader, reference, act, async (unit, submission) =>
        {
            var before = submission.State;
            change(submission);
            await _ledger.WriteAsync(unit, submission.Id, entry, new()
            {
                Reader = reader,
                State = submission.State == before ? null : submission.State,
            });

            return DeskOutcome.Done;
        }, cancellationToken);

    /// <summary>Visible first, allowed second: a case that the reader cannot see must not answer "not allowed".</summary>
    private async Task<DeskOutcome> ActAsync(
        InternalReader reader,
        CaseReference reference,
        CaseAct act,
        Func<OptimetraDbContext, Submission, Task<DeskOutcome>> change,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _writes.RunAsync(
                async unit =>
                {
                    if (await FindAsync(unit, reader, reference) is not { } submission)
                    {
                        return DeskOutcome.NoSuchCase;
                    }

                    return reader.May(act) ? await change(unit, submission) : DeskOutcome.NotAllowed;
                },
                cancellationToken);
        }
        catch (WrongStateException)
        {
            return DeskOutcome.WrongState;
        }
    }

    private async Task<OpenedCase> UnsealAsync(InternalReader reader, SealedCase opened, CancellationToken cancellationToken)
    {
        var submission = opened.Submission;
        await using var context = _contexts.Create();
        var now = _clock.UtcNow();
        var ledger = await context.LedgerEntries.AsNoTracking()
            .Where(e => e.SubmissionId == submission.Id).OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
        var shares = await InForce(context, submission.Id, now).AsNoTracking().OrderBy(s => s.SharedAt).ToListAsync(cancellationToken);

        var memberIds = ledger.SelectMany(e => new[] { e.MemberId, e.OtherMemberId })
            .Append(submission.TakenBy)
            .Concat(shares.Select(s => (Guid?)s.MemberId))
            .OfType<Guid>()
            .Distinct()
            .ToList();
        var members = await context.Users.AsNoTracking()
            .Where(m => memberIds.Contains(m.Id))
            .ToDictionaryAsync(m => m.Id, m => new { m.Name, m.Role }, cancellationToken);
        string? NameOf(Guid? id) => id is { } present ? members.GetValueOrDefault(present)?.Name ?? "a former member" : null;

        SubmissionContent? content = null;
        var notes = new List<Note>();
        if (opened.Key is not null)
        {
            using var cipher = _seal.Open(opened.Key);
            content = opened.Content is null
                ? null
                : SubmissionContent.FromBytes(cipher.Open(opened.Content.Content, SealedPlaces.Content(submission.Id)));
            notes.AddRange(opened.Notes.Select(n => new Note(
                NameOf(n.WrittenBy)!, n.WrittenAt, TextOf(cipher, n))));
        }

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
            ErasedAt = submission.ErasedAt,
            Sender = content?.Sender,
            Answers = content?.Answers ?? [],
            Notes = notes,
            Shares = [.. shares.Select(s => new ShareRow(
                s.Id, NameOf(s.MemberId)!, members[s.MemberId].Role, DateOnly.FromDateTime(s.Until).AddDays(-1)))],
            Ledger = [.. ledger.Select(e => LedgerLine.From(e, NameOf))],
        };
    }

    private sealed record SealedCase(Submission Submission, CaseKey? Key, SealedContent? Content, IReadOnlyList<SealedNote> Notes);
}
