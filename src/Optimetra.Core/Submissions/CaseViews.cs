using Optimetra.Core.Ledger;
using Optimetra.Core.Privacy;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <summary>Which cases a list shows.</summary>
/// <param name="State">Null for every open case.</param>
/// <param name="Channel">Null for every channel.</param>
/// <param name="ErasedSoon">Only cases whose senders were told of the coming erasure, whatever their state.</param>
/// <param name="Held">Only cases that are held, whatever their state.</param>
/// <param name="Before">Only cases that came before: the key that the page before ended with, which means nothing to a reader.</param>
public sealed record CaseFilter(
    CaseState? State = null, Channel? Channel = null, Guid? Before = null, bool ErasedSoon = false, bool Held = false);

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

    /// <summary>When the content will be erased if nothing more happens; null while the case is held, and once it is erased.</summary>
    public required DateTime? EraseAt { get; init; }

    /// <summary>Whether the sender was told of the coming erasure.</summary>
    public required bool IsErasureNear { get; init; }

    public required DateTime? HeldAt { get; init; }

    /// <summary>Null if it is not held, and of a withdrawn case.</summary>
    public required string? HoldReason { get; init; }

    /// <summary>Since when the sender has taken it back: there is nothing to read.</summary>
    public required DateTime? WithdrawnAt { get; init; }

    /// <summary>Whether the sender has asked for something that is done as soon as the hold ends.</summary>
    public required bool WaitsForRelease { get; init; }

    public required DateTime? ErasedAt { get; init; }

    public required ErasedBy? ErasedBy { get; init; }

    /// <summary>What was sent, as it was and as the sender corrected it, the newest last; empty if it is withdrawn or erased.</summary>
    public required IReadOnlyList<ContentVersion> Versions { get; init; }

    /// <summary>What both sides wrote afterwards, with the notes for colleagues, in the order in which it was written.</summary>
    public required IReadOnlyList<ThreadEntry> Thread { get; init; }

    public required IReadOnlyList<ShareRow> Shares { get; init; }

    /// <summary>The newest entries if there are very many.</summary>
    public required IReadOnlyList<LedgerLine> Ledger { get; init; }

    /// <summary>What was sent, as it stands now; null if it is withdrawn or erased.</summary>
    public ContentVersion? Current => Versions.Count > 0 ? Versions[^1] : null;

    public SenderDetails? Sender => Current?.Sender;

    public IReadOnlyList<Answer> Answers => Current?.Answers ?? [];
}

/// <summary>A share that is in force.</summary>
/// <param name="LastDay">The last day on which the member sees the case.</param>
/// <param name="IsActive">Whether the member can sign in; without that the share shows nothing to anybody.</param>
public sealed record ShareRow(Guid Id, string Member, StaffRole Role, DateOnly LastDay, bool IsActive);

/// <summary>An entry of the ledger as it is shown: to staff with names, to the sender with roles alone.</summary>
/// <param name="Hash">The entry's seal, which covers all before it; in hexadecimal digits.</param>
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
    CaseState? State,
    string Hash)
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
        entry.State,
        Convert.ToHexStringLower(entry.Hash));
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

    /// <summary>The case holds as many entries as it can.</summary>
    Full = 8,

    /// <summary>There is no active subcontractor or associate with that id, or no such share in force.</summary>
    NoSuchMember = 6,
}
