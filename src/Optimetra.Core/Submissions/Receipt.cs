namespace Optimetra.Core.Submissions;

/// <summary>What a sender is given for a submission that is safely stored: the two halves that open its file, and what happens next.</summary>
public sealed record Receipt
{
    internal Receipt(Submission submission, ReceiptCode code)
    {
        Reference = submission.CaseReference;
        Code = code;
        Channel = submission.Channel;
        ReceivedAt = submission.ReceivedAt;
        DueAt = submission.DueAt;
        DaysKept = submission.DaysKept;
    }

    public CaseReference Reference { get; }

    public ReceiptCode Code { get; }

    public Channel Channel { get; }

    public DateTime ReceivedAt { get; }

    /// <summary>By when an answer is promised.</summary>
    public DateTime DueAt { get; }

    /// <summary>Days after closing until what was sent is erased.</summary>
    public int DaysKept { get; }
}

/// <summary>What became of a post that reached <see cref="SubmissionService"/>.</summary>
public abstract record Receiving
{
    private Receiving()
    {
    }

    /// <summary>Stored now, or stored before by the very same post: the receipt is the same.</summary>
    public sealed record Accepted(Receipt Receipt) : Receiving;

    /// <summary>Stored before, but the code can no longer be shown: too long ago, replaced since, or erased.</summary>
    public sealed record AcceptedBefore(CaseReference Reference) : Receiving;

    /// <summary>The form was already used for other content; nothing was stored this time.</summary>
    public sealed record UsedForOtherContent : Receiving;

    /// <summary>The token was missing, not ours, of another form or too old; nothing was stored.</summary>
    public sealed record StaleForm : Receiving;
}
