using Optimetra.Core.Privacy;

namespace Optimetra.Core.Submissions;

/// <summary>What the holder of a receipt sees of their case. Only <see cref="CustomerFile"/> makes one, for both halves of the receipt.</summary>
public sealed record CustomerFileView
{
    internal CustomerFileView()
    {
    }

    public required CaseReference Reference { get; init; }

    public required Channel Channel { get; init; }

    public required CaseState State { get; init; }

    public required PolicyVersion PolicyVersion { get; init; }

    public required DateTime ReceivedAt { get; init; }

    /// <summary>By when an answer is promised to what was written last.</summary>
    public required DateTime DueAt { get; init; }

    public required DateTime? AnsweredAt { get; init; }

    public required DateTime? FirstAnsweredAt { get; init; }

    public required DateTime? ClosedAt { get; init; }

    public required DateTime? WithdrawnAt { get; init; }

    /// <summary>When a withdrawal was asked for that waits for the end of a hold.</summary>
    public required DateTime? WithdrawalAskedAt { get; init; }

    /// <summary>When an erasure was asked for that waits for the end of a hold.</summary>
    public required DateTime? ErasureAskedAt { get; init; }

    public required DateTime? HeldAt { get; init; }

    /// <summary>Why it is held, in the administrator's words; null if it is not.</summary>
    public required string? HoldReason { get; init; }

    public required DateTime? ErasedAt { get; init; }

    public required ErasedBy? ErasedBy { get; init; }

    /// <summary>When the content will be erased if nothing more happens; null while the case is held, and once it is erased.</summary>
    public required DateTime? EraseAt { get; init; }

    /// <summary>Whether the erasure is near enough to be told of.</summary>
    public required bool IsErasureNear { get; init; }

    public required int AnswerDays { get; init; }

    public required int DaysKept { get; init; }

    public required int DaysUntouched { get; init; }

    /// <summary>Days before the erasure on which the sender is told; 0 for not at all.</summary>
    public required int WarningDays { get; init; }

    public required int DaysToUndo { get; init; }

    /// <summary>What was sent, as it was and as it was corrected, the newest last; empty once it is erased.</summary>
    public required IReadOnlyList<ContentVersion> Versions { get; init; }

    /// <summary>What both sides wrote afterwards, with the reasons of holds, without the staff's notes for colleagues.</summary>
    public required IReadOnlyList<ThreadEntry> Thread { get; init; }

    /// <summary>What was done with the case, with roles and without names; the newest entries if there are very many.</summary>
    public required IReadOnlyList<LedgerLine> Ledger { get; init; }

    public required LedgerHead Head { get; init; }

    public ContentVersion? Current => Versions.Count > 0 ? Versions[^1] : null;

    /// <summary>Whether messages and corrections are taken.</summary>
    public bool TakesWords => State is not (CaseState.Withdrawn or CaseState.Erased);

    /// <summary>Whether there is a withdrawal, or an erasure that waits, to be undone.</summary>
    public bool CanUndo => State is CaseState.Withdrawn || ((WithdrawalAskedAt ?? ErasureAskedAt) is not null && State is not CaseState.Erased);
}

/// <summary>
/// The newest entry of a case's ledger, as a witness: who holds it can later show that an entry after the first was changed, or that the
/// end was cut off. The hash is HMAC-SHA256, in hexadecimal digits.
/// </summary>
public sealed record LedgerHead(int Sequence, string Hash);

/// <summary>What became of something that the holder of a receipt wanted to do with their case.</summary>
public enum FileOutcome
{
    Done = 1,

    /// <summary>Reference and code do not fit.</summary>
    NoSuchFile = 2,

    /// <summary>The case is not, or no longer, where this makes sense.</summary>
    WrongState = 3,

    /// <summary>The form is missing its token, too old, or not for this.</summary>
    StaleForm = 4,

    /// <summary>The form was used before, with other content.</summary>
    UsedForOtherContent = 5,

    /// <summary>The text holds the case's own code; nothing was stored.</summary>
    GivesCodeAway = 6,

    /// <summary>What is to be corrected was corrected meanwhile.</summary>
    ChangedMeanwhile = 7,

    /// <summary>The case holds as many entries or versions as it can.</summary>
    Full = 8,

    /// <summary>The same form was sent before and done; it has been undone since, and was not done again.</summary>
    UndoneSince = 10,

    /// <summary>Taken, and done as soon as the hold on the case ends.</summary>
    Waiting = 9,
}

/// <summary>What a sender wants to stand in place of what they sent. Lengths are those of the forms.</summary>
/// <param name="Version">The version that they had before them.</param>
/// <param name="Answers">The values of all answers, in the order in which the version has them; an empty one says that it was taken back.</param>
public sealed record Correction(
    int Version, string Name, string Email, string? Telephone, string? Organisation, IReadOnlyList<string> Answers);
