using System.Security.Cryptography;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Ledger;

/// <summary>What can happen to a case. A closed list; the numbers are stored and hashed, and never change.</summary>
public enum LedgerAct
{
    Received = 1,
    Opened = 2,
    Assigned = 3,
    Shared = 4,
    ShareEnded = 5,
    Replied = 6,
    Noted = 7,
    MessageAdded = 8,
    Exported = 9,
    Corrected = 10,
    StateChanged = 11,
    Held = 12,
    Released = 13,
    CodeReplaced = 14,
    Withdrawn = 15,
    WithdrawalUndone = 16,
    Erased = 17,

    /// <summary>The sender wants it erased, which waits for the end of a hold.</summary>
    ErasureAsked = 19,
}

/// <summary>Who did it.</summary>
public enum LedgerActor
{
    Sender = 1,
    Staff = 2,

    /// <summary>The site by itself, such as when the time to erase has come.</summary>
    Site = 3,
}

/// <summary>Why a case was opened.</summary>
public enum ReadingPurpose
{
    /// <summary>To deal with an open case.</summary>
    ToAnswer = 1,

    /// <summary>To look again at a case that is closed.</summary>
    ToReview = 2,

    /// <summary>To judge whether a case in the spam tray is spam.</summary>
    ToJudgeSpam = 3,

    /// <summary>To see where a case stands whose content is withdrawn or erased: nothing of it was shown.</summary>
    EnvelopeAlone = 4,
}

/// <summary>
/// One line of a case's access ledger: what was done, by whom in which role, when and why. It holds ids and values of closed lists
/// only, so it may outlive the erased content. Each entry's keyed hash covers the one before it of the same case.
/// </summary>
internal sealed class LedgerEntry
{
    public required Guid SubmissionId { get; init; }

    /// <summary>1, 2, 3 ... within the case.</summary>
    public required int Sequence { get; init; }

    public required DateTime At { get; init; }

    public required LedgerAct Act { get; init; }

    public required LedgerActor Actor { get; init; }

    public Guid? MemberId { get; init; }

    /// <summary>The member's role at that moment.</summary>
    public StaffRole? Role { get; init; }

    public ReadingPurpose? Purpose { get; init; }

    /// <summary>With whom it was shared, or whose share was ended.</summary>
    public Guid? OtherMemberId { get; init; }

    public StaffRole? OtherRole { get; init; }

    public DateTime? Until { get; init; }

    /// <summary>The state after the act, where it changed.</summary>
    public CaseState? State { get; init; }

    /// <summary>Keyed hash of words that are sealed with the case, such as the reason of a hold: they cannot be changed afterwards.</summary>
    public byte[]? WordsHash { get; init; }

    public required uint KeyId { get; init; }

    public byte[] Hash { get; private set; } = [];

    public void Chain(RingKey key, ReadOnlySpan<byte> previousHash) => Hash = HashAfter(key, previousHash);

    public bool IsIntact(RingKey key, ReadOnlySpan<byte> previousHash) =>
        CryptographicOperations.FixedTimeEquals(Hash, HashAfter(key, previousHash));

    private byte[] HashAfter(RingKey key, ReadOnlySpan<byte> previousHash) => HMACSHA256.HashData(key.Bytes, new CanonicalBytes()
        .Add(SubmissionId)
        .Add(Sequence)
        .Add((DateTime?)At)
        .Add((LedgerAct?)Act)
        .Add((LedgerActor?)Actor)
        .Add(MemberId)
        .Add(Role)
        .Add(Purpose)
        .Add(OtherMemberId)
        .Add(OtherRole)
        .Add(Until)
        .Add(State)
        .Add(WordsHash ?? [])
        .Add(KeyId)
        .Add(previousHash)
        .ToArray());
}
