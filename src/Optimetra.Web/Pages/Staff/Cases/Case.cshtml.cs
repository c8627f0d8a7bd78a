using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Staff.Cases;

/// <summary>A button of the case page.</summary>
public sealed record ActButton(string Handler, string Text, string Class);

/// <summary>One case: what was sent, what was done, and what can be done. Showing it is a read, which the ledger has first.</summary>
public class CaseModel(StaffDesk desk, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Reference { get; set; } = "";

    /// <summary>What was just done, from a closed list, for the line that says so.</summary>
    [BindProperty(SupportsGet = true)]
    public CaseAct? Done { get; set; }

    public NoteInput Note { get; private set; } = new();

    public ReplyInput Reply { get; private set; } = new();

    public HoldInput Hold { get; private set; } = new();

    public ShareInput Share { get; private set; } = new();

    [BindProperty]
    public FormToken? Token { get; set; }

    /// <summary>Which of the page's forms was posted, and is shown again.</summary>
    public FormKind? Posted { get; private set; }

    public OpenedCase Opened { get; private set; } = null!;

    public IReadOnlyList<SelectListItem> ShareCandidates { get; private set; } = [];

    public string? DoneText => Done switch
    {
        CaseAct.Note => "Your note is written.",
        CaseAct.Reply => "Your reply is in the sender’s file.",
        CaseAct.Hold => "The case is on hold.",
        CaseAct.Release => "The hold has ended.",
        CaseAct.Erase => "What was sent is erased.",
        CaseAct.Take => "You have taken this case.",
        CaseAct.MarkAnswered => "The case is marked as answered.",
        CaseAct.Close => "The case is closed.",
        CaseAct.Reopen => "The case is open again.",
        CaseAct.MoveToSpam => "The case is in the spam tray.",
        CaseAct.MoveOutOfSpam => "The case is out of the spam tray.",
        CaseAct.Share => "The case is shared.",
        CaseAct.EndShare => "The share is ended.",
        CaseAct.Read or null => null,
    };

    public bool CanReply => Opened.State is not CaseState.Spam && HttpContext.Reader().May(CaseAct.Reply);

    /// <summary>The token of a form that is shown again; another form of the page gets one of its own.</summary>
    public FormToken? TokenOf(FormKind form) => Posted == form ? Token : null;

    /// <summary>What the role allows and the state makes sense of.</summary>
    public IEnumerable<ActButton> PossibleActs
    {
        get
        {
            var reader = HttpContext.Reader();
            var open = Opened.State is CaseState.New or CaseState.Taken or CaseState.Answered;
            (CaseAct Act, bool MakesSense, ActButton Button)[] all =
            [
                (CaseAct.Take, open && !Opened.IsTakenByReader, new("take", Opened.TakenBy is null ? "Take it" : "Take it over", "")),
                (CaseAct.MarkAnswered, open && Opened.State != CaseState.Answered, new("answered", "Mark as answered", "quiet")),
                (CaseAct.Close, open, new("close", "Close", "quiet")),
                (CaseAct.MoveToSpam, open, new("spam", "Move to the spam tray", "quiet")),
                (CaseAct.MoveOutOfSpam, Opened.State == CaseState.Spam, new("nospam", "Not spam", "")),
                (CaseAct.Reopen, Opened.State == CaseState.Closed, new("reopen", "Reopen", "")),
            ];

            return all.Where(a => a.MakesSense && reader.May(a.Act)).Select(a => a.Button);
        }
    }

    public async Task<IActionResult> OnGetAsync(string? handler, CancellationToken cancellationToken) =>
        handler is not null ? NotFound() : await ShowAsync(StatusCodes.Status200OK, cancellationToken);

    public Task<IActionResult> OnPostTakeAsync(CancellationToken cancellationToken) =>
        ActAsync(CaseAct.Take, desk.TakeAsync, cancellationToken);

    public Task<IActionResult> OnPostAnsweredAsync(CancellationToken cancellationToken) =>
        ActAsync(CaseAct.MarkAnswered, desk.MarkAnsweredAsync, cancellationToken);

    public Task<IActionResult> OnPostCloseAsync(CancellationToken cancellationToken) =>
        ActAsync(CaseAct.Close, desk.CloseAsync, cancellationToken);

    public Task<IActionResult> OnPostReopenAsync(CancellationToken cancellationToken) =>
        ActAsync(CaseAct.Reopen, desk.ReopenAsync, cancellationToken);

    public Task<IActionResult> OnPostSpamAsync(CancellationToken cancellationToken) =>
        ActAsync(CaseAct.MoveToSpam, desk.MoveToSpamAsync, cancellationToken);

    public Task<IActionResult> OnPostNoSpamAsync(CancellationToken cancellationToken) =>
        ActAsync(CaseAct.MoveOutOfSpam, desk.MoveOutOfSpamAsync, cancellationToken);

    public Task<IActionResult> OnPostReplyAsync([Bind(Prefix = nameof(Reply))] ReplyInput reply, CancellationToken cancellationToken)
    {
        Reply = reply;
        Posted = FormKind.Reply;

        return ActAsync(
            CaseAct.Reply,
            (reader, reference, token) => desk.ReplyAsync(reader, reference, PlainText.Normalize(reply.Text), Token ?? FormToken.None, token),
            cancellationToken);
    }

    public Task<IActionResult> OnPostHoldAsync([Bind(Prefix = nameof(Hold))] HoldInput hold, CancellationToken cancellationToken)
    {
        Hold = hold;
        Posted = FormKind.Hold;

        return ActAsync(
            CaseAct.Hold,
            (reader, reference, token) => desk.HoldAsync(reader, reference, PlainText.Normalize(hold.Reason), Token ?? FormToken.None, token),
            cancellationToken);
    }

    public Task<IActionResult> OnPostReleaseAsync(CancellationToken cancellationToken) =>
        ActAsync(CaseAct.Release, desk.ReleaseAsync, cancellationToken);

    public Task<IActionResult> OnPostEraseAsync(CancellationToken cancellationToken) =>
        ActAsync(CaseAct.Erase, desk.EraseAsync, cancellationToken);

    public Task<IActionResult> OnPostNoteAsync([Bind(Prefix = nameof(Note))] NoteInput note, CancellationToken cancellationToken)
    {
        Note = note;
        Posted = FormKind.Note;

        return ActAsync(
            CaseAct.Note,
            (reader, reference, token) => desk.NoteAsync(reader, reference, PlainText.Normalize(note.Text), Token ?? FormToken.None, token),
            cancellationToken);
    }

    public Task<IActionResult> OnPostShareAsync([Bind(Prefix = nameof(Share))] ShareInput share, CancellationToken cancellationToken)
    {
        Share = share;
        if (!Guid.TryParse(share.Member, out var memberId) && share.Member is not null)
        {
            ModelState.AddModelError("Share.Member", "Choose with whom to share it");
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (!IsoDay.TryRead(share.LastDay, out var lastDay)
            || lastDay < today || lastDay > today.AddDays(StaffDesk.MaxShareDays))
        {
            ModelState.AddModelError("Share.LastDay", "Enter a day from today to a year ahead, as year-month-day");
        }

        return ActAsync(
            CaseAct.Share, (reader, reference, token) => desk.ShareAsync(reader, reference, memberId, lastDay, token), cancellationToken);
    }

    public Task<IActionResult> OnPostEndShareAsync(Guid shareId, CancellationToken cancellationToken) =>
        ActAsync(
            CaseAct.EndShare, (reader, reference, token) => desk.EndShareAsync(reader, reference, shareId, token), cancellationToken);

    private async Task<IActionResult> ActAsync(
        CaseAct act, Func<InternalReader, CaseReference, CancellationToken, Task<DeskOutcome>> run, CancellationToken cancellationToken)
    {
        var reader = HttpContext.Reader();
        if (!CaseReference.TryRead(Reference, out var reference) || !await desk.ExistsAsync(reader, reference, cancellationToken))
        {
            return NotFound();
        }

        if (!reader.May(act))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!ModelState.IsValid)
        {
            return await ShowAsync(StatusCodes.Status400BadRequest, cancellationToken);
        }

        switch (await run(reader, reference, cancellationToken))
        {
            case DeskOutcome.Done:
                return LocalRedirect($"/staff/cases/{reference}?done={act.ToString().ToLowerInvariant()}");

            case DeskOutcome.NotAllowed:
                return StatusCode(StatusCodes.Status403Forbidden);

            case DeskOutcome.WrongState:
                ModelState.AddModelError("", "This was not done: the case is not where it was when you opened it. This is how it stands now");
                return await ShowAsync(StatusCodes.Status409Conflict, cancellationToken);

            case DeskOutcome.StaleForm:
                Token = null;
                ModelState.AddModelError("", "The page had been open too long. What you wrote is still here: choose the button again");
                return await ShowAsync(StatusCodes.Status400BadRequest, cancellationToken);

            case DeskOutcome.UsedForOtherContent:
                Token = null;
                ModelState.AddModelError("", "This form was sent before with another text, which is safely here. To write this one too, choose the button again");
                return await ShowAsync(StatusCodes.Status409Conflict, cancellationToken);

            case DeskOutcome.Full:
                ModelState.AddModelError("", "This case holds as many messages and notes as it can. Close it, and ask the sender to write anew");
                return await ShowAsync(StatusCodes.Status409Conflict, cancellationToken);

            case DeskOutcome.NoSuchMember:
                ModelState.AddModelError("", "This was not done: the member is no longer active, or the share has ended");
                return await ShowAsync(StatusCodes.Status409Conflict, cancellationToken);

            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> ShowAsync(int status, CancellationToken cancellationToken)
    {
        var reader = HttpContext.Reader();
        if (!CaseReference.TryRead(Reference, out var reference)
            || await desk.OpenAsync(reader, reference, cancellationToken) is not { } opened)
        {
            return NotFound();
        }

        Opened = opened;
        ShareCandidates =
        [
            .. (await desk.ListShareCandidatesAsync(reader, cancellationToken))
                .Select(c => new SelectListItem($"{c.Name}, {CaseWords.Of(c.Role).ToLowerInvariant()}", c.Id.ToString())),
        ];

        return status == StatusCodes.Status200OK ? Page() : this.PageWithErrors(status);
    }

    public class NoteInput
    {
        [Display(Name = "Note for colleagues")]
        [Required(ErrorMessage = "Enter your note")]
        [PlainText("your note", StaffDesk.MaxNoteLength, Multiline = true)]
        public string? Text { get; set; }
    }

    public class ReplyInput
    {
        [Display(Name = "Reply to the sender")]
        [Required(ErrorMessage = "Enter your reply")]
        [PlainText("your reply", StaffDesk.MaxReplyLength, Multiline = true)]
        public string? Text { get; set; }
    }

    public class HoldInput
    {
        [Display(Name = "Why it must be kept")]
        [Required(ErrorMessage = "Enter the reason for the hold")]
        [PlainText("the reason", StaffDesk.MaxReasonLength, Multiline = true)]
        public string? Reason { get; set; }
    }

    public class ShareInput
    {
        [Display(Name = "With whom")]
        [Required(ErrorMessage = "Choose with whom to share it")]
        public string? Member { get; set; }

        [Display(Name = "Last day")]
        [Required(ErrorMessage = "Enter a day from today to a year ahead, as year-month-day")]
        public string? LastDay { get; set; }
    }
}
