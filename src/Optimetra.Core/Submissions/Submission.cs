using Optimetra.Core.Privacy;

namespace Optimetra.Core.Submissions;

/// <summary>Why a case came to the spam tray.</summary>
public enum SpamReason
{
    /// <summary>The field that people do not see was filled in.</summary>
    Trap = 1,

    /// <summary>The form came back sooner than a person can fill it in.</summary>
    TooFast = 2,

    /// <summary>A member of staff put it there.</summary>
    Staff = 3,
}

/// <summary>Who let a case's content be erased.</summary>
public enum ErasedBy
{
    /// <summary>Its time was over, or a withdrawal was not undone in time.</summary>
    Retention = 1,

    Sender = 2,

    Staff = 3,
}

/// <summary>
/// The envelope of what a person sent, without any of it: everything here may be listed, counted and kept after the content is
/// gone. The verbs check, change and record; they are the only way to change it.
/// </summary>
internal sealed class Submission
{
    public required Guid Id { get; init; }

    /// <summary>The letters of the <see cref="CaseReference"/>.</summary>
    public required string Reference { get; init; }

    public required Channel Channel { get; init; }

    /// <summary>The version of the privacy policy that the sender was shown.</summary>
    public required PolicyVersion PolicyVersion { get; init; }

    public required DateTime ReceivedAt { get; init; }

    /// <summary>
    /// Days until an answer is due. Like the periods below, as the form told the sender: a setting that changes later changes no promise.
    /// </summary>
    public required int AnswerDays { get; init; }

    /// <summary>Days from closing until the content is erased.</summary>
    public required int DaysKept { get; init; }

    /// <summary>Days for which it may stay open untouched until the content is erased.</summary>
    public required int DaysUntouched { get; init; }

    /// <summary>Days before the erasure on which sender and staff are told; 0 for not at all.</summary>
    public required int WarningDays { get; init; }

    /// <summary>Days in which a withdrawal can be undone.</summary>
    public required int DaysToUndo { get; init; }

    /// <summary>Keyed hash of the receipt code.</summary>
    public byte[] CodeHash { get; private set; } = [];

    public uint CodeKeyId { get; private set; }

    public CaseState State { get; private set; } = CaseState.New;

    /// <summary>By when an answer is promised to what the sender wrote last.</summary>
    public DateTime DueAt { get; private set; }

    /// <summary>When something last happened to it that starts the time until its erasure anew.</summary>
    public DateTime TouchedAt { get; private set; }

    public DateTime? TakenAt { get; private set; }

    public Guid? TakenBy { get; private set; }

    public DateTime? AnsweredAt { get; private set; }

    public Guid? AnsweredBy { get; private set; }

    /// <summary>When the first answer was given, whatever came after it.</summary>
    public DateTime? FirstAnsweredAt { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    public Guid? ClosedBy { get; private set; }

    public DateTime? SpamAt { get; private set; }

    public SpamReason? SpamReason { get; private set; }

    public DateTime? HeldAt { get; private set; }

    public Guid? HeldBy { get; private set; }

    /// <summary>When the last hold ended.</summary>
    public DateTime? ReleasedAt { get; private set; }

    /// <summary>When the sender withdrew it while it was held: it is done when the hold ends.</summary>
    public DateTime? WithdrawalAskedAt { get; private set; }

    /// <summary>When the sender had it erased while it was held: it is done when the hold ends.</summary>
    public DateTime? ErasureAskedAt { get; private set; }

    public DateTime? WithdrawnAt { get; private set; }

    public DateTime? ErasedAt { get; private set; }

    public ErasedBy? ErasedBy { get; private set; }

    /// <summary>Set only within the transaction that removes the whole case, ledger and all.</summary>
    public DateTime? RemovedAt { get; private set; }

    /// <summary>When the content is to be erased; null while the case is held, and once it is erased.</summary>
    public DateTime? EraseAt { get; private set; }

    /// <summary>When sender and staff are to be told of the coming erasure; null if nobody is, or once they were.</summary>
    public DateTime? WarnAt { get; private set; }

    public DateTime? WarnedAt { get; private set; }

    public CaseReference CaseReference => CaseReference.FromStored(Reference);

    public bool IsOpen => State is CaseState.New or CaseState.Taken or CaseState.Answered;

    public bool IsHeld => HeldAt is not null;

    /// <summary>Whether staff may see what was sent, and either side may write.</summary>
    public bool IsReadable => State is not (CaseState.Withdrawn or CaseState.Erased);

    public static Submission Receive(Channel channel, PolicyVersion policyVersion, ChannelPromise promise, DateTime now)
    {
        var submission = new Submission
        {
            Id = Guid.CreateVersion7(now),
            Reference = CaseReference.New().Letters,
            Channel = channel,
            PolicyVersion = policyVersion,
            ReceivedAt = now,
            AnswerDays = promise.AnswerDays,
            DaysKept = promise.DaysKept,
            DaysUntouched = promise.DaysUntouched,
            WarningDays = promise.WarningDays,
            DaysToUndo = promise.DaysToUndo,
            DueAt = now.AddDays(promise.AnswerDays),
            TouchedAt = now,
        };
        submission.Settle();

        return submission;
    }

    public void SetCode(byte[] hash, uint keyId)
    {
        CodeHash = hash;
        CodeKeyId = keyId;
    }

    /// <summary>Taking over from a colleague is allowed: it is recorded like the first time.</summary>
    public void Take(Guid staffMemberId, DateTime now)
    {
        Require(IsOpen && TakenBy != staffMemberId);
        TakenAt = now;
        TakenBy = staffMemberId;
        Touch(now);
    }

    public void MarkAnswered(Guid staffMemberId, DateTime now)
    {
        Require(State is CaseState.New or CaseState.Taken);
        Answer(staffMemberId, now);
        Touch(now);
    }

    /// <summary>A reply is an answer, wherever the case stands; one that is closed stays closed.</summary>
    public void Reply(Guid staffMemberId, DateTime now)
    {
        Require(IsOpen || State is CaseState.Closed);
        Answer(staffMemberId, now);
        Touch(now);
    }

    public void Note(DateTime now)
    {
        Require(IsReadable);
        if (IsOpen)
        {
            // N.B. only then: what staff write for themselves must not keep a closed case longer than was promised.
            Touch(now);
        }
    }

    /// <summary>The sender writes again. What was answered or closed is open again, with a new promise.</summary>
    public void AddMessage(DateTime now)
    {
        Require(IsReadable);
        if (AnsweredAt is not null || ClosedAt is not null)
        {
            DueAt = now.AddDays(AnswerDays);
            Open();
        }

        Touch(now);
    }

    public void Correct(DateTime now)
    {
        Require(IsReadable);
        Touch(now);
    }

    public void Close(Guid staffMemberId, DateTime now)
    {
        Require(IsOpen);
        ClosedAt = now;
        ClosedBy = staffMemberId;
        Touch(now);
    }

    public void Reopen(DateTime now)
    {
        Require(State is CaseState.Closed);
        DueAt = now.AddDays(AnswerDays);
        Open();
        Touch(now);
    }

    public void MoveToSpam(SpamReason reason, DateTime now)
    {
        Require(IsOpen);
        SpamAt = now;
        SpamReason = reason;
        Touch(now);
    }

    public void MoveOutOfSpam(DateTime now)
    {
        Require(State is CaseState.Spam);
        SpamAt = null;
        SpamReason = null;
        Touch(now);
    }

    /// <summary>Staff see the content no longer; it is erased unless this is undone in time. While the case is held, it waits.</summary>
    public void Withdraw(DateTime now)
    {
        Require(IsReadable && WithdrawalAskedAt is null);
        if (IsHeld)
        {
            WithdrawalAskedAt = now;
        }
        else
        {
            WithdrawnAt = now;
        }

        Settle();
    }

    /// <summary>The sender has changed their mind, also about an erasure that waits for the end of a hold.</summary>
    public void UndoWithdrawal(DateTime now)
    {
        Require(State is CaseState.Withdrawn || (State is not CaseState.Erased && (WithdrawalAskedAt ?? ErasureAskedAt) is not null));
        WithdrawnAt = null;
        WithdrawalAskedAt = null;
        ErasureAskedAt = null;
        Touch(now);
    }

    /// <summary>Notes that the sender wants it erased, for when the hold ends.</summary>
    public void AskErasure(DateTime now)
    {
        Require(IsHeld && ErasureAskedAt is null);
        ErasureAskedAt = now;
        Settle();
    }

    /// <summary>Stops the erasing, whoever wants it, until <see cref="Release"/>.</summary>
    public void Hold(Guid staffMemberId, DateTime now)
    {
        Require(State is not CaseState.Erased && !IsHeld);
        HeldAt = now;
        HeldBy = staffMemberId;
        Settle();
    }

    /// <summary>Ends the hold. A withdrawal that waited begins now; for an erasure that waited, see <see cref="ErasureAskedAt"/>.</summary>
    public void Release(DateTime now)
    {
        Require(IsHeld);
        HeldAt = null;
        HeldBy = null;
        ReleasedAt = now;
        if (WithdrawalAskedAt is not null)
        {
            WithdrawnAt = now;
            WithdrawalAskedAt = null;
        }

        Settle();
    }

    public void MarkWarned(DateTime now)
    {
        Require(WarnAt is not null);
        WarnedAt = now;
        Settle();
    }

    public void Erase(ErasedBy by, DateTime now)
    {
        Require(State is not CaseState.Erased && !IsHeld);
        ErasedAt = now;
        ErasedBy = by;
        Settle();
    }

    /// <summary>Erases it as it was erased before an older database was put in place. A hold in that database ended before, too.</summary>
    public void EraseAgain(ErasedBy by, DateTime erasedAt)
    {
        HeldAt = null;
        HeldBy = null;
        Erase(by, erasedAt);
    }

    private void Answer(Guid staffMemberId, DateTime now)
    {
        AnsweredAt = now;
        AnsweredBy = staffMemberId;
        FirstAnsweredAt ??= now;
    }

    private void Open()
    {
        ClosedAt = null;
        ClosedBy = null;
        AnsweredAt = null;
        AnsweredBy = null;
    }

    private void Touch(DateTime now)
    {
        TouchedAt = now;
        Settle();
    }

    /// <summary>What follows from the record.</summary>
    private void Settle()
    {
        State = ErasedAt is not null ? CaseState.Erased
            : WithdrawnAt is not null ? CaseState.Withdrawn
            : ClosedAt is not null ? CaseState.Closed
            : SpamAt is not null ? CaseState.Spam
            : AnsweredAt is not null ? CaseState.Answered
            : TakenAt is not null ? CaseState.Taken
            : CaseState.New;

        var eraseAt = State is CaseState.Erased || IsHeld ? (DateTime?)null
            : WithdrawnAt is { } withdrawn ? withdrawn.AddDays(DaysToUndo)
            : IsOpen ? TouchedAt.AddDays(DaysUntouched)
            : TouchedAt.AddDays(DaysKept);
        if (State is not CaseState.Withdrawn && ReleasedAt?.AddDays(WarningDays) is { } warned && eraseAt < warned)
        {
            // The time went on while it was held: its sender is told, and given as long as was promised, all the same.
            eraseAt = warned;
        }

        if (eraseAt != EraseAt)
        {
            // The clock started anew: there is something new to tell.
            WarnedAt = null;
            EraseAt = eraseAt;
        }

        // Nobody is told of the spam tray's end; who withdrew knows the day.
        WarnAt = WarnedAt is null && WarningDays > 0 && (IsOpen || State is CaseState.Closed) ? EraseAt?.AddDays(-WarningDays) : null;
    }

    private void Require(bool possible)
    {
        if (!possible)
        {
            throw new WrongStateException(Id, State);
        }
    }
}

/// <summary>The case is no longer, or not yet, where this act makes sense: a colleague was faster, or it was a double click.</summary>
public sealed class WrongStateException(Guid submissionId, CaseState state)
    : InvalidOperationException($"Case {submissionId} is {state}; this cannot be done now.")
{
    public CaseState State { get; } = state;
}
