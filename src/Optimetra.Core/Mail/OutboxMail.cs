namespace Optimetra.Core.Mail;

/// <summary>What a mail is about. The numbers are stored and never change.</summary>
public enum MailKind
{
    /// <summary>To the sender: it has arrived, with the reference and never the code.</summary>
    Acknowledgement = 1,

    /// <summary>To the sender: there is a reply in their file.</summary>
    ReplyWaiting = 2,

    /// <summary>To the sender: the day on which their file will be erased.</summary>
    ErasureComing = 3,

    /// <summary>To the sender who lost their code: one that works once.</summary>
    OneTimeCode = 4,

    /// <summary>To every employee: a new case. It is one row until the dispatcher makes a row a member of it.</summary>
    NewCase = 5,

    /// <summary>To a member of staff: a case is shared with them.</summary>
    CaseShared = 6,
}

/// <summary>Why a mail could not be sent, as far as it may be told: a server's own words can hold addresses.</summary>
public enum MailProblem
{
    /// <summary>The mail server could not be reached, or broke off.</summary>
    Unreachable = 1,

    /// <summary>The mail server takes no encrypted connection, which the settings ask for, or shows a certificate that is not in order.</summary>
    NotEncrypted = 2,

    /// <summary>The mail server did not accept user and password.</summary>
    NotAuthenticated = 3,

    /// <summary>The mail server refused this mail or its address.</summary>
    Refused = 4,

    /// <summary>The folder for mail could not be written.</summary>
    NotWritten = 5,

    /// <summary>It could not be made up here: what is sealed for it does not open.</summary>
    NotReadable = 6,
}

/// <summary>
/// A mail that waits to be sent; the row is gone once it is. It is saved with what it reports, or neither is. It holds no text: the
/// dispatcher writes it from the envelope when it is sent.
/// </summary>
internal sealed class OutboxMail
{
    /// <summary>Names the mail in its Message-ID too, so that one that is sent twice can be recognised.</summary>
    public required Guid Id { get; init; }

    public required MailKind Kind { get; init; }

    public required Guid SubmissionId { get; init; }

    /// <summary>The member of staff it goes to; null if it goes to the sender, or to every employee.</summary>
    public Guid? MemberId { get; init; }

    /// <summary>For the sender: a <see cref="MailLetter"/>, sealed under the case's data key.</summary>
    public byte[]? Letter { get; set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>After this it is of no use and is not sent any more; null if it always is.</summary>
    public DateTime? UsefulUntil { get; init; }

    public required DateTime NextTryAt { get; set; }

    public int Tries { get; set; }

    public MailProblem? LastProblem { get; set; }

    /// <summary>When the site gave up; an administrator can have it tried again.</summary>
    public DateTime? ParkedAt { get; set; }
}
