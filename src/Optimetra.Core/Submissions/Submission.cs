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
    Retention = 1,
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

    public required DateTime DueAt { get; init; }

    /// <summary>Days from closing until the content is erased, as the form told the sender: a setting that changes later changes no promise.</summary>
    public required int DaysKept { get; init; }

    /// <summary>Keyed hash of the receipt code.</summary>
    public required byte[] CodeHash { get; init; }

    public required uint CodeKeyId { get; init; }

    public CaseState State { get; private set; } = CaseState.New;

    public DateTime? TakenAt { get; private set; }

    public Guid? TakenBy { get; private set; }

    public DateTime? AnsweredAt { get; private set; }

    public Guid? AnsweredBy { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    public Guid? ClosedBy { get; private set; }

    public DateTime? SpamAt { get; private set; }

    public SpamReason? SpamReason { get; private set; }

    public DateTime? ErasedAt { get; private set; }

    public ErasedBy? ErasedBy { get; private set; }

    public CaseReference CaseReference => CaseReference.FromStored(Reference);

    public bool IsOpen => State is CaseState.New or CaseState.Taken or CaseState.Answered;

    /// <summary>When the content is to be erased; null while the case is open, and once it is erased.</summary>
    public DateTime? EraseAt { get; private set; }

    /// <summary>Taking over from a colleague is allowed: it is recorded like the first time.</summary>
    public void Take(Guid staffMemberId, DateTime now)
    {
        Require(IsOpen && TakenBy != staffMemberId);
        TakenAt = now;
        TakenBy = staffMemberId;
        Settle();
    }

    public void MarkAnswered(Guid staffMemberId, DateTime now)
    {
        Require(State is CaseState.New or CaseState.Taken);
        AnsweredAt = now;
        AnsweredBy = staffMemberId;
        Settle();
    }

    public void Close(Guid staffMemberId, DateTime now)
    {
        Require(IsOpen);
        ClosedAt = now;
        ClosedBy = staffMemberId;
        Settle();
    }

    public void Reopen()
    {
        Require(State is CaseState.Closed);
        ClosedAt = null;
        ClosedBy = null;
        AnsweredAt = null;
        AnsweredBy = null;
        Settle();
    }

    public void MoveToSpam(SpamReason reason, DateTime now)
    {
        Require(IsOpen);
        SpamAt = now;
        SpamReason = reason;
        Settle();
    }

    public void MoveOutOfSpam()
    {
        Require(State is CaseState.Spam);
        SpamAt = null;
        SpamReason = null;
        Settle();
    }

    public void Erase(ErasedBy by, DateTime now)
    {
        Require(State is not CaseState.Erased);
        ErasedAt = now;
        ErasedBy = by;
        Settle();
    }

    /// <summary>What follows from the record.</summary>
    private void Settle()
    {
        State = ErasedAt is not null ? CaseState.Erased
            : ClosedAt is not null ? CaseState.Closed
            : SpamAt is not null ? CaseState.Spam
            : AnsweredAt is not null ? CaseState.Answered
            : TakenAt is not null ? CaseState.Taken
            : CaseState.New;
        EraseAt = ErasedAt is null ? (ClosedAt ?? SpamAt)?.AddDays(DaysKept) : null;
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
