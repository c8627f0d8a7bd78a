using System.Text;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <content>What staff do with a case. Each act is in the ledger, in the transaction of the act itself.</content>
public sealed partial class StaffDesk
{
    public Task<DeskOutcome> TakeAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.Take, LedgerAct.Assigned, s => s.Take(reader.MemberId, _clock.UtcNow()), cancellationToken);

    public Task<DeskOutcome> MarkAnsweredAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.MarkAnswered, LedgerAct.StateChanged,
            s => s.MarkAnswered(reader.MemberId, _clock.UtcNow()), cancellationToken);

    public Task<DeskOutcome> CloseAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.Close, LedgerAct.StateChanged, s => s.Close(reader.MemberId, _clock.UtcNow()), cancellationToken);

    public Task<DeskOutcome> ReopenAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.Reopen, LedgerAct.StateChanged, s => s.Reopen(_clock.UtcNow()), cancellationToken);

    public Task<DeskOutcome> MoveToSpamAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.MoveToSpam, LedgerAct.StateChanged,
            s => s.MoveToSpam(SpamReason.Staff, _clock.UtcNow()), cancellationToken);

    public Task<DeskOutcome> MoveOutOfSpamAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAsync(reader, reference, CaseAct.MoveOutOfSpam, LedgerAct.StateChanged,
            s => s.MoveOutOfSpam(_clock.UtcNow()), cancellationToken);

    /// <summary>Writes a note for colleagues. The same form twice is one note.</summary>
    /// <exception cref="ArgumentException">The text is empty, over-long or holds characters that cannot be shown.</exception>
    public Task<DeskOutcome> NoteAsync(
        InternalReader reader, CaseReference reference, string text, FormToken token, CancellationToken cancellationToken) =>
        WriteAsync(
            reader, reference, CaseAct.Note, EntryKind.Note, FormKind.Note, LedgerAct.Noted, text, MaxNoteLength, token,
            (_, submission, _) => submission.Note(_clock.UtcNow()),
            cancellationToken);

    /// <summary>
    /// Writes to the sender, who finds it in their file and, if they gave an address, is told by mail that it is there. It is the answer
    /// that was promised. The same form twice is one reply.
    /// </summary>
    /// <exception cref="ArgumentException">The text is empty, over-long or holds characters that cannot be shown.</exception>
    public Task<DeskOutcome> ReplyAsync(
        InternalReader reader, CaseReference reference, string text, FormToken token, CancellationToken cancellationToken) =>
        WriteAsync(
            reader, reference, CaseAct.Reply, EntryKind.Reply, FormKind.Reply, LedgerAct.Replied, text, MaxReplyLength, token,
            (unit, submission, opened) =>
            {
                submission.Reply(reader.MemberId, _clock.UtcNow());
                _outbox.ToSender(unit, submission, MailKind.ReplyWaiting, opened.Cipher, opened.Current.Sender.Email);
            },
            cancellationToken);

    /// <summary>Stops the erasing of a case, whoever wants it, until <see cref="ReleaseAsync"/>. The sender sees that it is held, and the reason.</summary>
    /// <exception cref="ArgumentException">The reason is empty, over-long or holds characters that cannot be shown.</exception>
    public Task<DeskOutcome> HoldAsync(
        InternalReader reader, CaseReference reference, string reason, FormToken token, CancellationToken cancellationToken) =>
        WriteAsync(
            reader, reference, CaseAct.Hold, EntryKind.HoldReason, FormKind.Hold, LedgerAct.Held, reason, MaxReasonLength, token,
            (_, submission, _) => submission.Hold(reader.MemberId, _clock.UtcNow()),
            cancellationToken);

    /// <summary>Ends a hold. What the sender asked for meanwhile is done now: an erasure at once, a withdrawal from now on.</summary>
    public Task<DeskOutcome> ReleaseAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAndEraseAsync(reader, reference, CaseAct.Release, async (unit, submission) =>
        {
            var before = submission.State;
            var erasureAsked = submission.ErasureAskedAt is not null;
            submission.Release(_clock.UtcNow());
            await _ledger.WriteAsync(unit, submission.Id, LedgerAct.Released, new()
            {
                Reader = reader,
                State = submission.State == before ? null : submission.State,
            });
            if (erasureAsked)
            {
                await _erasure.EraseAsync(unit, submission, ErasedBy.Sender, new() { BySender = true });
            }
        }, cancellationToken);

    /// <summary>Erases what was sent before its time, such as when the sender asks for it by telephone.</summary>
    public Task<DeskOutcome> EraseAsync(InternalReader reader, CaseReference reference, CancellationToken cancellationToken) =>
        ActAndEraseAsync(
            reader, reference, CaseAct.Erase,
            (unit, submission) => _erasure.EraseAsync(unit, submission, ErasedBy.Staff, new() { Reader = reader }),
            cancellationToken);

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

            if (!submission.IsReadable)
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
            _outbox.CaseShared(unit, submission, memberId);

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

    /// <summary>An act that may erase the case, with what an erasure needs once it is stored.</summary>
    private async Task<DeskOutcome> ActAndEraseAsync(
        InternalReader reader,
        CaseReference reference,
        CaseAct act,
        Func<OptimetraDbContext, Submission, Task> change,
        CancellationToken cancellationToken)
    {
        (Guid Id, DateTime At, ErasedBy By)? erased = null;
        var outcome = await ActAsync(reader, reference, act, async (unit, submission) =>
        {
            await change(unit, submission);
            erased = submission is { ErasedAt: { } at, ErasedBy: { } by } ? (submission.Id, at, by) : null;

            return DeskOutcome.Done;
        }, cancellationToken);
        if (outcome == DeskOutcome.Done && erased is { } gone)
        {
            await _erasure.AfterwardsAsync(gone.Id, gone.At, gone.By);
        }

        return outcome;
    }

    private Task<DeskOutcome> WriteAsync(
        InternalReader reader,
        CaseReference reference,
        CaseAct act,
        EntryKind kind,
        FormKind form,
        LedgerAct entry,
        string text,
        int maxLength,
        FormToken token,
        Action<OptimetraDbContext, Submission, (CaseCipher Cipher, ContentVersion Current)> change,
        CancellationToken cancellationToken)
    {
        if (text.Length == 0 || PlainText.Length(text) > maxLength || PlainText.HasBrokenCharacters(text))
        {
            throw new ArgumentException($"A text here has 1 to {maxLength} characters that can be shown.", nameof(text));
        }

        return ActAsync(reader, reference, act, async (unit, submission) =>
        {
            if (_tokens.Read(token) is not { } read || read.Form != form)
            {
                return DeskOutcome.StaleForm;
            }

            if (submission.State is CaseState.Erased)
            {
                return DeskOutcome.WrongState;
            }

            var now = _clock.UtcNow();
            var opened = await _contents.OpenCurrentAsync(unit, submission.Id);
            using var cipher = opened.Cipher;
            var entryId = new Guid(read.Id, bigEndian: true);
            if (await unit.SealedEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == entryId) is { } earlier)
            {
                // The same post again is done already; another text, or another case, needs a form of its own.
                return earlier.SubmissionId == submission.Id && CaseContents.TextOf(cipher, earlier) == text
                    ? DeskOutcome.Done
                    : DeskOutcome.UsedForOtherContent;
            }

            if (FormTokens.IsTooOld(read, now))
            {
                return DeskOutcome.StaleForm;
            }

            var entries = await unit.SealedEntries.CountAsync(e => e.SubmissionId == submission.Id);
            if (entries >= CaseContents.MaxEntries)
            {
                return DeskOutcome.Full;
            }

            var before = submission.State;
            change(unit, submission, opened);
            unit.SealedEntries.Add(CaseContents.Close(cipher, entryId, submission.Id, entries + 1, kind, reader, now, text));
            await _ledger.WriteAsync(unit, submission.Id, entry, new()
            {
                Reader = reader,
                State = submission.State == before ? null : submission.State,
                WordsHash = kind == EntryKind.HoldReason ? _hashes.HashWords(submission.Id, Encoding.UTF8.GetBytes(text)) : null,
            });

            return DeskOutcome.Done;
        }, cancellationToken);
    }

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
            var outcome = await _writes.RunAsync(
                async unit =>
                {
                    if (await FindAsync(unit, reader, reference) is not { } submission)
                    {
                        return DeskOutcome.NoSuchCase;
                    }

                    return reader.May(act) ? await change(unit, submission) : DeskOutcome.NotAllowed;
                },
                cancellationToken);
            _outbox.Wake();

            return outcome;
        }
        catch (WrongStateException)
        {
            return DeskOutcome.WrongState;
        }
    }
}
