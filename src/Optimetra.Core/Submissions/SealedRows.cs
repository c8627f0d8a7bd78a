using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <summary>What something written in a case's thread is. The numbers are stored and never change.</summary>
public enum EntryKind
{
    /// <summary>By staff for colleagues; the sender does not see it.</summary>
    Note = 1,

    /// <summary>By staff for the sender.</summary>
    Reply = 2,

    /// <summary>By the sender.</summary>
    Message = 3,

    /// <summary>Why an administrator holds the case; the sender sees it.</summary>
    HoldReason = 4,
}

/// <summary>The data key of one case, wrapped by a key of the key ring. Without this row nothing of the case can be read again.</summary>
internal sealed class CaseKey
{
    public required Guid SubmissionId { get; init; }

    /// <summary>The key-encryption key that wraps it.</summary>
    public required uint KeyId { get; set; }

    public required byte[] Wrapped { get; set; }
}

/// <summary>What the sender filled in, sealed under the case's data key. Correcting it adds a version; the earlier ones stay.</summary>
internal sealed class SealedContent
{
    public required Guid SubmissionId { get; init; }

    /// <summary>1 as it was sent, then 2, 3 ...</summary>
    public required int Version { get; init; }

    public required DateTime WrittenAt { get; init; }

    public required byte[] Content { get; init; }
}

/// <summary>What either side wrote about a case later, sealed under the case's data key.</summary>
internal sealed class SealedEntry
{
    /// <summary>The id of the form token it came with, so that the same post twice is one entry.</summary>
    public required Guid Id { get; init; }

    public required Guid SubmissionId { get; init; }

    /// <summary>1, 2, 3 ... within the case: the order in which they were written, also within one moment.</summary>
    public required int Number { get; init; }

    public required EntryKind Kind { get; init; }

    /// <summary>The member of staff; null if it was the sender.</summary>
    public Guid? WrittenBy { get; init; }

    /// <summary>The member's role at that moment.</summary>
    public StaffRole? Role { get; init; }

    public required DateTime WrittenAt { get; init; }

    public required byte[] Content { get; init; }
}

/// <summary>
/// Which case a form token was used for, so that the same post is done once: that made the case, or that changed something in it. It
/// outlives the content, without the hash.
/// </summary>
internal sealed class FormTokenUse
{
    public required byte[] TokenId { get; init; }

    public required Guid SubmissionId { get; init; }

    /// <summary>Keyed hash of what was sent; null once the case is erased.</summary>
    public byte[]? ContentHash { get; set; }

    /// <summary>The key of the hash.</summary>
    public required uint ContentKeyId { get; init; }
}

/// <summary>A code, good once and for a short time, that was mailed to the address in the case to somebody who lost theirs.</summary>
internal sealed class OneTimeCode
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    public required Guid Id { get; init; }

    public required Guid SubmissionId { get; init; }

    public required byte[] CodeHash { get; init; }

    public required uint CodeKeyId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? UsedAt { get; set; }

    public bool IsUsable(DateTime now) => UsedAt is null && now < CreatedAt + Lifetime;
}

/// <summary>A case shown to one subcontractor or associate until a date.</summary>
internal sealed class CaseShare
{
    public required Guid Id { get; init; }

    public required Guid SubmissionId { get; init; }

    public required Guid MemberId { get; init; }

    public required Guid SharedBy { get; init; }

    public required DateTime SharedAt { get; init; }

    /// <summary>The first moment at which it is no longer shown.</summary>
    public required DateTime Until { get; init; }

    public DateTime? EndedAt { get; private set; }

    public Guid? EndedBy { get; private set; }

    public void End(Guid staffMemberId, DateTime now)
    {
        EndedAt = now;
        EndedBy = staffMemberId;
    }
}
