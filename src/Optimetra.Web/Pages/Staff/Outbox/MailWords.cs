using Optimetra.Core.Mail;

namespace Optimetra.Web.Pages.Staff.Outbox;

/// <summary>The words for mails, for administrators.</summary>
public static class MailWords
{
    public static string Of(MailKind kind) => kind switch
    {
        MailKind.Acknowledgement => "It has arrived",
        MailKind.ReplyWaiting => "You have a reply",
        MailKind.ErasureComing => "Your file will be deleted",
        MailKind.OneTimeCode => "One-time code",
        MailKind.NewCase => "New case",
        MailKind.CaseShared => "A case is shared with you",
    };

    /// <summary>To whom it goes, without an address.</summary>
    public static string Recipient(OutboxRow mail) => mail.Kind switch
    {
        MailKind.Acknowledgement or MailKind.ReplyWaiting or MailKind.ErasureComing or MailKind.OneTimeCode => "the sender",
        MailKind.NewCase => mail.Member ?? "every employee",
        MailKind.CaseShared => mail.Member ?? "a member of staff",
    };

    /// <summary>What went wrong, and what to look at.</summary>
    public static string Of(MailProblem problem) => problem switch
    {
        MailProblem.Unreachable => "The mail server could not be reached, or broke off.",
        MailProblem.NotEncrypted => "The mail server offers no encrypted connection, or its certificate is not in order.",
        MailProblem.NotAuthenticated => "The mail server did not accept the user and the password of the settings.",
        MailProblem.Refused => "The mail server refused this mail or its address.",
        MailProblem.NotWritten => "The folder for mail could not be written.",
        MailProblem.NotReadable => "What is sealed for this mail could not be opened.",
    };
}
