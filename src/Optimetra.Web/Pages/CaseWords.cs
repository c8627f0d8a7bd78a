using Optimetra.Core.Ledger;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Pages;

/// <summary>The words for what Core keeps as values of closed lists, for staff and for senders.</summary>
public static class CaseWords
{
    public static string Of(Channel channel) => channel switch
    {
        Channel.Contact => "Message",
        Channel.InformationRequest => "Information request",
        Channel.Order => "Order",
        Channel.Survey => "Survey",
        Channel.Email => "Email",
        Channel.Forum => "Forum",
    };

    public static string Of(CaseState state) => state switch
    {
        CaseState.New => "New",
        CaseState.Taken => "Taken",
        CaseState.Answered => "Answered",
        CaseState.Closed => "Closed",
        CaseState.Spam => "Spam tray",
        CaseState.Withdrawn => "Withdrawn",
        CaseState.Erased => "Erased",
    };

    public static string ForSender(CaseState state) => state switch
    {
        CaseState.New => "It has arrived, and nobody has taken it up yet.",
        CaseState.Spam => "It has arrived, and was set aside because it looked like spam. Our staff look through what was set aside; if it is not spam and the answer is late, call us and name the reference.",
        CaseState.Taken => "A member of our staff has taken it up.",
        CaseState.Answered => "It has been answered. The case is still open.",
        CaseState.Closed => "It has been dealt with, and the case is closed.",
        CaseState.Withdrawn => "You have withdrawn it. Our staff no longer see what you sent.",
        CaseState.Erased => "What you sent has been erased.",
    };

    public static string Of(StaffRole role) => role switch
    {
        StaffRole.Employee => "Employee",
        StaffRole.Subcontractor => "Subcontractor",
        StaffRole.Associate => "Associate",
    };

    public static string Of(SpamReason reason) => reason switch
    {
        SpamReason.Trap => "a field that people do not see was filled in",
        SpamReason.TooFast => "the form came back sooner than a person can fill it in",
        SpamReason.Staff => "a member of staff put it here",
    };

    /// <summary>A line of the ledger as a sentence without its time, for staff or, without names, for the sender.</summary>
    public static string Of(LedgerLine line, string sender = "The sender")
    {
        var who = line.Actor switch
        {
            LedgerActor.Sender => sender,
            LedgerActor.Site => "The site",
            LedgerActor.Staff => Person(line.Member, line.Role),
        };
        who = char.ToUpperInvariant(who[0]) + who[1..];
        var other = Person(line.OtherMember, line.OtherRole);

        return line.Act switch
        {
            LedgerAct.Received => line.State == CaseState.Spam ? $"{who} sent it; it went to the spam tray" : $"{who} sent it",
            LedgerAct.Opened => $"{who} opened it, {Of(line.Purpose)}",
            LedgerAct.Assigned => $"{who} took it",
            LedgerAct.Shared => $"{who} shared it with {other} until the end of {Day(line.Until?.AddDays(-1))}",
            LedgerAct.ShareEnded => $"{who} ended the share with {other}",
            LedgerAct.Noted => $"{who} wrote a note for colleagues",
            LedgerAct.Replied => $"{who} wrote a reply",
            LedgerAct.MessageAdded => $"{who} added a message{(line.State is null ? "" : ", which opened it again")}",
            LedgerAct.Corrected => $"{who} corrected what was sent",
            LedgerAct.Exported => $"{who} took a copy",
            LedgerAct.StateChanged => line.State switch
            {
                CaseState.Spam => $"{who} moved it to the spam tray",
                CaseState.Closed => $"{who} closed it",
                CaseState.Answered => $"{who} marked it as answered",
                CaseState.New or CaseState.Taken => $"{who} put it back among the open cases",
                _ => $"{who} changed where it stands",
            },
            LedgerAct.Held => $"{who} put a hold on it, so that nothing is erased",
            LedgerAct.Released => $"{who} ended the hold",
            LedgerAct.CodeReplaced => $"{who} got a new code, by way of the email address in the case",
            LedgerAct.Withdrawn => line.State is null ? $"{who} withdrew it, which waits for the end of the hold" : $"{who} withdrew it",
            LedgerAct.WithdrawalUndone => $"{who} changed {(sender == "You" ? "your" : "their")} mind: it is kept",
            LedgerAct.ErasureAsked => $"{who} wanted it erased, which waits for the end of the hold",
            LedgerAct.Erased => line.Actor == LedgerActor.Site
                ? $"{who} erased what was sent, since its time was over"
                : $"{who} erased what was sent",
        };
    }

    /// <summary>A name with the role, or the role alone where names are not shown.</summary>
    public static string Person(string? name, StaffRole? role) => (name, role) switch
    {
        (null, null) => "a member of staff",
        (null, { } known) => known.WithArticle(),
        ({ } one, null) => one,
        ({ } one, { } known) => $"{one} ({Of(known).ToLowerInvariant()})",
    };

    /// <summary>Who let the content be erased, as in "erased by ...".</summary>
    public static string Of(ErasedBy by, string sender) => by switch
    {
        ErasedBy.Retention => "the site, since the time for keeping it was over",
        ErasedBy.Sender => sender,
        ErasedBy.Staff => "our staff, on an administrator’s decision",
    };

    /// <summary>Whether an entry of the thread is seen by the sender, and what it is.</summary>
    public static string Of(EntryKind kind) => kind switch
    {
        EntryKind.Note => "Note for colleagues",
        EntryKind.Reply => "Reply to the sender",
        EntryKind.Message => "Message from the sender",
        EntryKind.HoldReason => "Reason for a hold",
    };

    private static string Of(ReadingPurpose? purpose) => purpose switch
    {
        ReadingPurpose.ToAnswer => "to answer it",
        ReadingPurpose.ToReview => "to review a closed case",
        ReadingPurpose.EnvelopeAlone => "to see where it stands; nothing of what was sent was shown",
        ReadingPurpose.ToJudgeSpam => "to judge whether it is spam",
        null => "for no stated purpose",
    };

    private static string Day(DateTime? day) => day?.ToString(TagHelpers.UtcTimeTagHelper.DayFormat, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
