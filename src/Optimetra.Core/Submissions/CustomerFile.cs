using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Retention;

namespace Optimetra.Core.Submissions;

/// <summary>
/// A case for whoever holds both halves of its receipt: what became of it, who read it, and the sender's rights. Every act takes both
/// halves and, where it changes something, a form token: the same post is done once.
/// </summary>
public sealed class CustomerFile
{
    private readonly ContextSource _contexts;
    private readonly WriteQueue _writes;
    private readonly CaseContents _contents;
    private readonly KeyedHashes _hashes;
    private readonly FormTokens _tokens;
    private readonly AccessLedger _ledger;
    private readonly Erasure _erasure;
    private readonly TimeProvider _clock;
    private readonly (byte[] Hash, uint KeyId) _nobodysHash;

    internal CustomerFile(
        ContextSource contexts,
        WriteQueue writes,
        CaseContents contents,
        KeyedHashes hashes,
        FormTokens tokens,
        AccessLedger ledger,
        Erasure erasure,
        TimeProvider clock)
    {
        _contexts = contexts;
        _writes = writes;
        _contents = contents;
        _hashes = hashes;
        _tokens = tokens;
        _ledger = ledger;
        _erasure = erasure;
        _clock = clock;
        _nobodysHash = hashes.HashCode(Guid.Empty, new(Crockford.Encode(RandomNumberGenerator.GetBytes(15), ReceiptCode.Characters)));
    }

    /// <summary>The JSON Schema (2020-12) of what <see cref="ExportAsync"/> gives.</summary>
    public static string ExportSchema { get; } = CaseExport.Schema();

    /// <summary>
    /// The file, or null if reference and code do not fit. A reference that does not exist takes the same steps as a wrong code, so
    /// neither the answer nor its time tells which it was.
    /// </summary>
    public async Task<CustomerFileView?> OpenAsync(CaseReference reference, ReceiptCode code, CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateSnapshotAsync(cancellationToken);

        return await FindAsync(context, reference, code, cancellationToken) is { } submission
            ? await ViewAsync(context, submission, cancellationToken)
            : null;
    }

    /// <summary>Adds a message of the sender's. What was answered or closed is open again.</summary>
    /// <exception cref="ArgumentException">The text is empty, over-long or holds characters that cannot be shown.</exception>
    public Task<FileOutcome> AddMessageAsync(
        CaseReference reference, ReceiptCode code, string text, FormToken token, CancellationToken cancellationToken)
    {
        if (text.Length == 0 || PlainText.Length(text) > ContactMessage.MaxMessageLength || PlainText.HasBrokenCharacters(text))
        {
            throw new ArgumentException($"A message has 1 to {ContactMessage.MaxMessageLength} characters that can be shown.", nameof(text));
        }

        return ActAsync(reference, code, token, FormKind.Message, Encoding.UTF8.GetBytes(text), async (unit, submission, read) =>
        {
            if (code.IsIn(text))
            {
                return FileOutcome.GivesCodeAway;
            }

            var now = _clock.UtcNow();
            var before = submission.State;
            submission.AddMessage(now);
            var entries = await unit.SealedEntries.CountAsync(e => e.SubmissionId == submission.Id);
            if (entries >= CaseContents.MaxEntries)
            {
                return FileOutcome.Full;
            }

            using var cipher = await _contents.OpenCipherAsync(unit, submission.Id);
            unit.SealedEntries.Add(CaseContents.Close(
                cipher, new Guid(read.Id, bigEndian: true), submission.Id, entries + 1, EntryKind.Message, writtenBy: null, now, text));
            await _ledger.WriteAsync(unit, submission.Id, LedgerAct.MessageAdded, BySender(submission, before));

            return FileOutcome.Done;
        }, cancellationToken);
    }

    /// <summary>Puts a new version in place of what was sent; the earlier ones stay for both sides to see.</summary>
    /// <exception cref="ArgumentException">A value breaks a rule that the form should have told the sender about.</exception>
    public Task<FileOutcome> CorrectAsync(
        CaseReference reference, ReceiptCode code, Correction correction, FormToken token, CancellationToken cancellationToken)
    {
        // Of the values in their places, whatever the labels are, so that what cannot be taken is refused before anything is looked up.
        var posted = Corrected(correction, correction.Answers.Select((_, place) => $"Answer {place + 1}")).ToBytes();

        return ActAsync(reference, code, token, FormKind.Correction, posted, async (unit, submission, _) =>
        {
            if (new[] { correction.Name, correction.Email, correction.Telephone, correction.Organisation }
                .Concat(correction.Answers).OfType<string>().Any(code.IsIn))
            {
                return FileOutcome.GivesCodeAway;
            }

            if (!submission.IsReadable)
            {
                return FileOutcome.WrongState;
            }

            var now = _clock.UtcNow();
            var (cipher, current) = await _contents.OpenCurrentAsync(unit, submission.Id);
            using (cipher)
            {
                if (current.Number != correction.Version || current.Answers.Count != correction.Answers.Count)
                {
                    return FileOutcome.ChangedMeanwhile;
                }

                if (current.Number >= CaseContents.MaxVersions)
                {
                    return FileOutcome.Full;
                }

                var content = Corrected(correction, current.Answers.Select(a => a.Label));
                if (content.Sender == current.Sender && content.Answers.SequenceEqual(current.Answers))
                {
                    // Nothing happened: there is no entry for it, and the time until the erasure runs on.
                    return FileOutcome.Done;
                }

                submission.Correct(now);
                if (content.Sender.Email != current.Sender.Email)
                {
                    // Nothing more goes to the address that was wrong, and what went there opens nothing.
                    await unit.OneTimeCodes.Where(c => c.SubmissionId == submission.Id).ExecuteDeleteAsync();
                    await Outbox.ReaddressAsync(unit, submission.Id, cipher, content.Sender.Email!);
                }

                var version = current.Number + 1;
                unit.SealedContents.Add(new SealedContent
                {
                    SubmissionId = submission.Id,
                    Version = version,
                    WrittenAt = now,
                    Content = cipher.Close(content.ToBytes(), SealedPlaces.Content(submission.Id, version)),
                });
            }

            await _ledger.WriteAsync(unit, submission.Id, LedgerAct.Corrected, new() { BySender = true });

            return FileOutcome.Done;
        }, cancellationToken);
    }

    /// <summary>
    /// Takes the case back: staff stop seeing what was sent, and it is erased unless the withdrawal is undone in time. While the case is
    /// held, this waits.
    /// </summary>
    public Task<FileOutcome> WithdrawAsync(CaseReference reference, ReceiptCode code, FormToken token, CancellationToken cancellationToken) =>
        ActAsync(reference, code, token, FormKind.Withdrawal, [], async (unit, submission, _) =>
        {
            var before = submission.State;
            submission.Withdraw(_clock.UtcNow());
            await _ledger.WriteAsync(unit, submission.Id, LedgerAct.Withdrawn, BySender(submission, before));

            return submission.IsHeld ? FileOutcome.Waiting : FileOutcome.Done;
        }, cancellationToken);

    /// <summary>Undoes a withdrawal, or an erasure that waits for the end of a hold. The case is again where it was.</summary>
    public Task<FileOutcome> UndoWithdrawalAsync(
        CaseReference reference, ReceiptCode code, FormToken token, CancellationToken cancellationToken) =>
        ActAsync(reference, code, token, FormKind.UndoWithdrawal, [], async (unit, submission, _) =>
        {
            var before = submission.State;
            submission.UndoWithdrawal(_clock.UtcNow());
            await _ledger.WriteAsync(unit, submission.Id, LedgerAct.WithdrawalUndone, BySender(submission, before));

            return FileOutcome.Done;
        }, cancellationToken);

    /// <summary>Erases what was sent, now and for good; while the case is held, as soon as the hold ends.</summary>
    public async Task<FileOutcome> EraseAsync(
        CaseReference reference, ReceiptCode code, FormToken token, CancellationToken cancellationToken)
    {
        (Guid Id, DateTime At)? erased = null;
        var outcome = await ActAsync(reference, code, token, FormKind.Erasure, [], async (unit, submission, _) =>
        {
            if (submission.IsHeld)
            {
                submission.AskErasure(_clock.UtcNow());
                await _ledger.WriteAsync(unit, submission.Id, LedgerAct.ErasureAsked, new() { BySender = true });

                return FileOutcome.Waiting;
            }

            await _erasure.EraseAsync(unit, submission, ErasedBy.Sender, new() { BySender = true });
            erased = (submission.Id, submission.ErasedAt!.Value);

            return FileOutcome.Done;
        }, cancellationToken);
        if (outcome == FileOutcome.Done && erased is { } gone)
        {
            await _erasure.AfterwardsAsync(gone.Id, gone.At, ErasedBy.Sender);
        }

        return outcome;
    }

    /// <summary>Everything that is kept of the case, as JSON after <see cref="ExportSchema"/>; null if reference and code do not fit.</summary>
    public async Task<byte[]?> ExportAsync(CaseReference reference, ReceiptCode code, CancellationToken cancellationToken)
    {
        if (await FindIdAsync(reference, code, cancellationToken) is not { } submissionId)
        {
            return null;
        }

        var isWritten = await _writes.RunAsync(
            async unit =>
            {
                // The code may have been replaced meanwhile, or the case removed.
                if (await unit.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == submissionId) is not { } now
                    || !_hashes.IsCode(now.Id, code, now.CodeHash, now.CodeKeyId))
                {
                    return false;
                }

                await _ledger.WriteAsync(unit, submissionId, LedgerAct.Exported, new() { BySender = true });

                return true;
            },
            cancellationToken);
        if (!isWritten)
        {
            return null;
        }

        // As it is now: it may have been erased since it was looked for.
        await using var context = await _contexts.CreateSnapshotAsync(cancellationToken);

        return await context.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == submissionId, cancellationToken) is { } submission
            ? CaseExport.From(await ViewAsync(context, submission, cancellationToken, wholeLedger: true), _clock.UtcNow()).ToBytes()
            : null;
    }

    /// <summary>
    /// Gives the case a new code in exchange for a one-time code that was mailed; the old one opens nothing any more. The receipt, or
    /// null if reference and one-time code do not fit, or the form is not one for this. The same form again gives the same receipt.
    /// </summary>
    public async Task<Receipt?> ReplaceCodeAsync(
        CaseReference reference, ReceiptCode oneTimeCode, FormToken token, CancellationToken cancellationToken)
    {
        if (_tokens.Read(token) is not { Form: FormKind.NewCode } read || FormTokens.IsTooOld(read, _clock.UtcNow())
            || !await MayReplaceAsync(reference, oneTimeCode, cancellationToken))
        {
            return null;
        }

        return await _writes.RunAsync(
            async unit =>
            {
                var submission = await unit.Submissions.SingleAsync(s => s.Reference == reference.Letters);
                var posted = Encoding.ASCII.GetBytes(oneTimeCode.Letters);
                if (await unit.FormTokenUses.AsNoTracking().SingleOrDefaultAsync(u => u.TokenId == read.Id) is { } earlier)
                {
                    return IsSame(earlier, submission, read, posted)
                        && _hashes.FindCode(read.Id, submission) is { } given
                        ? new Receipt(submission, given)
                        : null;
                }

                var now = _clock.UtcNow();
                var row = (await unit.OneTimeCodes.Where(c => c.SubmissionId == submission.Id).ToListAsync())
                    .Find(c => c.IsUsable(now) && _hashes.IsOneTimeCode(oneTimeCode, c));
                if (row is null || submission.State is CaseState.Erased)
                {
                    return null;
                }

                row.UsedAt = now;
                // Whoever asked more than once needs no other one any more.
                await unit.OneTimeCodes.Where(c => c.SubmissionId == submission.Id && c.Id != row.Id).ExecuteDeleteAsync();
                var code = _hashes.DeriveCode(read.Id);
                var (hash, keyId) = _hashes.HashCode(submission.Id, code);
                submission.SetCode(hash, keyId);
                unit.FormTokenUses.Add(UseOf(submission, read, posted));
                await _ledger.WriteAsync(unit, submission.Id, LedgerAct.CodeReplaced, new() { BySender = true });

                return new Receipt(submission, code);
            },
            cancellationToken);
    }

    private static AccessLedger.Details BySender(Submission submission, CaseState before) =>
        new() { BySender = true, State = submission.State == before ? null : submission.State };

    private static SubmissionContent Corrected(Correction correction, IEnumerable<string> labels)
    {
        var content = new ContentBuilder().WithSender(
            correction.Name,
            ContactMessage.MaxNameLength,
            correction.Email,
            correction.Telephone,
            correction.Organisation,
            InformationRequest.MaxOrganisationLength);
        foreach (var (label, value) in labels.Zip(correction.Answers))
        {
            content.WithAnswer(label, value, ContactMessage.MaxMessageLength, keepEmpty: true);
        }

        return content.Build();
    }

    /// <summary>Whether a one-time code fits now, or fitted when the same form was posted before. Asked outside the queue, which guesses must not fill.</summary>
    private async Task<bool> MayReplaceAsync(CaseReference reference, ReceiptCode oneTimeCode, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();
        var codes = await context.OneTimeCodes.AsNoTracking()
            .Where(c => context.Submissions.Any(s => s.Id == c.SubmissionId && s.Reference == reference.Letters))
            .ToListAsync(cancellationToken);

        // One comparison at least, so that a case without such codes takes the same steps.
        return codes.Count == 0
            ? _hashes.IsCode(Guid.Empty, oneTimeCode, _nobodysHash.Hash, _nobodysHash.KeyId)
            : codes.Exists(c => _hashes.IsOneTimeCode(oneTimeCode, c));
    }

    private async Task<Guid?> FindIdAsync(CaseReference reference, ReceiptCode code, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();

        return (await FindAsync(context, reference, code, cancellationToken))?.Id;
    }

    private async Task<Submission?> FindAsync(
        OptimetraDbContext context, CaseReference reference, ReceiptCode code, CancellationToken cancellationToken)
    {
        var submission = await context.Submissions.AsNoTracking()
            .SingleOrDefaultAsync(s => s.Reference == reference.Letters, cancellationToken);
        var (hash, keyId) = submission is null ? _nobodysHash : (submission.CodeHash, submission.CodeKeyId);

        return _hashes.IsCode(submission?.Id ?? Guid.Empty, code, hash, keyId) ? submission : null;
    }

    /// <summary>Finds the case by both halves, sees to it that a form is done once, and runs the act in the queue.</summary>
    private async Task<FileOutcome> ActAsync(
        CaseReference reference,
        ReceiptCode code,
        FormToken token,
        FormKind form,
        byte[] posted,
        Func<OptimetraDbContext, Submission, FormTokenContent, Task<FileOutcome>> act,
        CancellationToken cancellationToken)
    {
        // Outside the queue: guesses must not fill it.
        if (await FindIdAsync(reference, code, cancellationToken) is null)
        {
            return FileOutcome.NoSuchFile;
        }

        if (_tokens.Read(token) is not { } read || read.Form != form)
        {
            return FileOutcome.StaleForm;
        }

        try
        {
            return await _writes.RunAsync(
                async unit =>
                {
                    var submission = await unit.Submissions.SingleAsync(s => s.Reference == reference.Letters);
                    if (!_hashes.IsCode(submission.Id, code, submission.CodeHash, submission.CodeKeyId))
                    {
                        return FileOutcome.NoSuchFile;
                    }

                    if (await unit.FormTokenUses.AsNoTracking().SingleOrDefaultAsync(u => u.TokenId == read.Id) is { } earlier)
                    {
                        return !IsSame(earlier, submission, read, posted) ? FileOutcome.UsedForOtherContent
                            : Waits(submission, form) ? FileOutcome.Waiting
                            : Stands(submission, form) ? FileOutcome.Done
                            : FileOutcome.UndoneSince;
                    }

                    if (FormTokens.IsTooOld(read, _clock.UtcNow()))
                    {
                        return FileOutcome.StaleForm;
                    }

                    var outcome = await act(unit, submission, read);
                    if (outcome is not (FileOutcome.Done or FileOutcome.Waiting))
                    {
                        // Nothing of what the act may have begun is kept.
                        throw new NotDoneException(outcome);
                    }

                    unit.FormTokenUses.Add(UseOf(submission, read, posted));

                    return outcome;
                },
                cancellationToken);
        }
        catch (NotDoneException e)
        {
            return e.Outcome;
        }
        catch (WrongStateException)
        {
            return FileOutcome.WrongState;
        }
    }

    private static bool Waits(Submission submission, FormKind form) => submission.IsHeld && form switch
    {
        FormKind.Withdrawal => submission.WithdrawalAskedAt,
        FormKind.Erasure => submission.ErasureAskedAt,
        _ => null,
    } is not null;

    /// <summary>Whether what a form once did is still so.</summary>
    private static bool Stands(Submission submission, FormKind form) => form switch
    {
        FormKind.Withdrawal => submission.State is CaseState.Withdrawn or CaseState.Erased,
        FormKind.UndoWithdrawal => submission.State is not (CaseState.Withdrawn or CaseState.Erased),
        FormKind.Erasure => submission.State is CaseState.Erased,
        _ => true,
    };

    private FormTokenUse UseOf(Submission submission, FormTokenContent token, byte[] posted) => new()
    {
        TokenId = token.Id,
        SubmissionId = submission.Id,
        // Of an erased case no hash is kept.
        ContentHash = submission.State is CaseState.Erased ? null : _hashes.HashContent(token.Id, posted, submission.CodeKeyId),
        ContentKeyId = submission.CodeKeyId,
    };

    private bool IsSame(FormTokenUse earlier, Submission submission, FormTokenContent token, byte[] posted) =>
        earlier.SubmissionId == submission.Id
        && (earlier.ContentHash is null
            || CryptographicOperations.FixedTimeEquals(earlier.ContentHash, _hashes.HashContent(token.Id, posted, earlier.ContentKeyId)));

    private async Task<CustomerFileView> ViewAsync(
        OptimetraDbContext context, Submission submission, CancellationToken cancellationToken, bool wholeLedger = false)
    {
        var contents = _contents.Open(await CaseContents.ReadAsync(context, submission.Id, cancellationToken));
        var ledger = await AccessLedger.ReadAsync(context, submission.Id, wholeLedger, cancellationToken);

        return new CustomerFileView
        {
            Reference = submission.CaseReference,
            Channel = submission.Channel,
            State = submission.State,
            PolicyVersion = submission.PolicyVersion,
            ReceivedAt = submission.ReceivedAt,
            DueAt = submission.DueAt,
            AnsweredAt = submission.AnsweredAt,
            FirstAnsweredAt = submission.FirstAnsweredAt,
            ClosedAt = submission.ClosedAt,
            WithdrawnAt = submission.WithdrawnAt,
            WithdrawalAskedAt = submission.WithdrawalAskedAt,
            ErasureAskedAt = submission.ErasureAskedAt,
            HeldAt = submission.HeldAt,
            HoldReason = submission.IsHeld ? contents.HoldReason : null,
            ErasedAt = submission.ErasedAt,
            ErasedBy = submission.ErasedBy,
            EraseAt = submission.EraseAt,
            IsErasureNear = submission.EraseAt is { } at && at.AddDays(-submission.WarningDays) <= _clock.UtcNow(),
            AnswerDays = submission.AnswerDays,
            DaysKept = submission.DaysKept,
            DaysUntouched = submission.DaysUntouched,
            WarningDays = submission.WarningDays,
            DaysToUndo = submission.DaysToUndo,
            Versions = contents.Versions,
            Thread = [.. contents.Thread(_ => null).Where(e => e.Kind is not EntryKind.Note)],
            Ledger = [.. ledger.Select(e => LedgerLine.From(e, _ => null))],
            Head = new LedgerHead(ledger[^1].Sequence, Convert.ToHexStringLower(ledger[^1].Hash)),
        };
    }

    /// <summary>Rolls the unit of work back when an act finds that it cannot be done.</summary>
    private sealed class NotDoneException(FileOutcome outcome) : Exception
    {
        public FileOutcome Outcome { get; } = outcome;
    }
}
