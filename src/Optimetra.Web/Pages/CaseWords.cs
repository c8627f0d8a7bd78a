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
        CaseState.Erased => "Erased",
    };

    public static string ForSender(CaseState state) => state switch
    {
        CaseState.New => "It has arrived, and nobody has taken it up yet.",
        CaseState.Spam => "It has arrived, and lies in the tray for what looks like spam. Our staff look through it; if yours is none and the answer is late, call us and name the reference.",
        CaseState.Taken => "A member of our staff has taken it up.",
        CaseState.Answered => "It has been answered. The case is still open.",
        CaseState.Closed => "It has been dealt with, and the case is closed.",
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
            LedgerAct.StateChanged => $"{who} set it to {(line.State is { } state ? Of(state).ToLowerInvariant() : "another state")}",
            LedgerAct.Erased => $"{who} erased what was sent, since its time was over",
        };
    }

    /// <summary>A name with the role, or the role alone where names are not shown.</summary>
    private static string Person(string? name, StaffRole? role)
    {
        var what = role is { } known ? known.WithArticle() : "a member of staff";

        return name is null ? what : $"{name} ({what})";
    }

    private static string Of(ReadingPurpose? purpose) => purpose switch
    {
        ReadingPurpose.ToAnswer => "to answer it",
        ReadingPurpose.ToReview => "to review a closed case",
        ReadingPurpose.ToJudgeSpam => "to judge whether it is spam",
        null => "for no stated purpose",
    };

    private static string Day(DateTime? day) => day?.ToString(TagHelpers.UtcTimeTagHelper.DayFormat, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
