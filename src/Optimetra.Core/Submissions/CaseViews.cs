using Optimetra.Core.Ledger;
using Optimetra.Core.Privacy;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <summary>Which cases a list shows.</summary>
/// <param name="State">Null for every open case.</param>
/// <param name="Channel">Null for every channel.</param>
/// <param name="Before">Only cases that came before: the key that the page before ended with, which means nothing to a reader.</param>
public sealed record CaseFilter(CaseState? State = null, Channel? Channel = null, Guid? Before = null);

/// <summary>One line of a list: the envelope, nothing of what was sent.</summary>
public sealed record CaseRow(
    CaseReference Reference, Channel Channel, CaseState State, DateTime ReceivedAt, DateTime DueAt, string? TakenBy);

/// <summary>A page of a list, newest first.</summary>
/// <param name="Next">The filter of the next page, or null on the last.</param>
public sealed record CasePage(IReadOnlyList<CaseRow> Rows, CaseFilter? Next);

/// <summary>How many cases a reader can see, by channel and state; pairs without a case are left out.</summary>
public sealed record CaseCount(Channel Channel, CaseState State, int Cases);

/// <summary>A case with what the sender wrote. Only <see cref="StaffDesk"/> makes one, for a reader, after the ledger has it.</summary>
public sealed record OpenedCase
{
    internal OpenedCase()
    {
    }

    public required CaseReference Reference { get; init; }

    public required Channel Channel { get; init; }

    public required CaseState State { get; init; }

    public required PolicyVersion PolicyVersion { get; init; }

    public required DateTime ReceivedAt { get; init; }

    public required DateTime DueAt { get; init; }

    public required string? TakenBy { get; init; }

    public required bool IsTakenByReader { get; init; }

    public required SpamReason? SpamReason { get; init; }

    public required DateTime? ErasedAt { get; init; }

    /// <summary>Null once the content is erased.</summary>
    public required SenderDetails? Sender { get; init; }

    public required IReadOnlyList<Answer> Answers { get; init; }

    public required IReadOnlyList<Note> Notes { get; init; }

    public required IReadOnlyList<ShareRow> Shares { get; init; }

    public required IReadOnlyList<LedgerLine> Ledger { get; init; }
}

/// <summary>What a member of staff wrote about a case.</summary>
public sealed record Note
{
    internal Note(string writtenBy, DateTime writtenAt, string text)
    {
        WrittenBy = writtenBy;
        WrittenAt = writtenAt;
        Text = text;
    }

    public string WrittenBy { get; }

    public DateTime WrittenAt { get; }

    public string Text { get; }
}

/// <summary>A share that is in force.</summary>
/// <param name="LastDay">The last day on which the member sees the case.</param>
public sealed record ShareRow(Guid Id, string Member, StaffRole Role, DateOnly LastDay);

/// <summary>An entry of the ledger as it is shown: to staff with names, to the sender with roles alone.</summary>
public sealed record LedgerLine(
    int Sequence,
    DateTime At,
    LedgerAct Act,
    LedgerActor Actor,
    string? Member,
    StaffRole? Role,
    ReadingPurpose? Purpose,
    string? OtherMember,
    StaffRole? OtherRole,
    DateTime? Until,
    CaseState? State)
{
    /// <param name="nameOf">Who a member is, or null where names are not shown.</param>
    internal static LedgerLine From(LedgerEntry entry, Func<Guid?, string?> nameOf) => new(
        entry.Sequence,
        entry.At,
        entry.Act,
        entry.Actor,
        nameOf(entry.MemberId),
        entry.Role,
        entry.Purpose,
        nameOf(entry.OtherMemberId),
        entry.OtherRole,
        entry.Until,
        entry.State);
}

/// <summary>A member a case can be shared with.</summary>
public sealed record ShareCandidate(Guid Id, string Name, StaffRole Role);

/// <summary>What became of something that a member of staff wanted to do with a case.</summary>
public enum DeskOutcome
{
    Done = 1,

    /// <summary>There is no such case for this reader.</summary>
    NoSuchCase = 2,

    /// <summary>The reader sees the case, but their role does not allow the act.</summary>
    NotAllowed = 3,

    /// <summary>The case is not, or no longer, where the act makes sense.</summary>
    WrongState = 4,

    /// <summary>The form is too old, or not for this case.</summary>
    StaleForm = 5,

    /// <summary>The form was used before, for another text.</summary>
    UsedForOtherContent = 7,

    /// <summary>There is no active subcontractor or associate with that id, or no such share in force.</summary>
    NoSuchMember = 6,
}
