namespace Optimetra.Core.Submissions;

/// <summary>The data key of one case, wrapped by a key of the key ring. Without this row nothing of the case can be read again.</summary>
internal sealed class CaseKey
{
    public required Guid SubmissionId { get; init; }

    /// <summary>The key-encryption key that wraps it.</summary>
    public required uint KeyId { get; set; }

    public required byte[] Wrapped { get; set; }
}

/// <summary>What the sender wrote, sealed under the case's data key.</summary>
internal sealed class SealedContent
{
    public required Guid SubmissionId { get; init; }

    public required byte[] Content { get; init; }
}

/// <summary>What a member of staff wrote about a case for colleagues, sealed under the case's data key.</summary>
internal sealed class SealedNote
{
    /// <summary>The id of the form token it came with, so that the same post twice is one note.</summary>
    public required Guid Id { get; init; }

    public required Guid SubmissionId { get; init; }

    public required Guid WrittenBy { get; init; }

    public required DateTime WrittenAt { get; init; }

    public required byte[] Content { get; init; }
}

/// <summary>Which submission a form token made, so that the same post makes no second one. It outlives the content, without the hash.</summary>
internal sealed class FormTokenUse
{
    public required byte[] TokenId { get; init; }

    public required Guid SubmissionId { get; init; }

    /// <summary>Keyed hash of what was sent; null once the case is erased.</summary>
    public byte[]? ContentHash { get; set; }
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
