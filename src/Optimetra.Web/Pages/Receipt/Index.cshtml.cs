using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Optimetra.Core.Retention;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Receipt;

/// <summary>What the page shows of a case.</summary>
public enum FileStep
{
    /// <summary>Nothing yet: it asks for reference and code.</summary>
    Ask = 1,

    File = 2,
    Correct = 3,
    ConfirmWithdrawal = 4,
    ConfirmErasure = 5,
}

/// <summary>
/// A customer's own file. Every step is a POST that carries both halves of the receipt, and its answer is the page itself: no address,
/// no redirect and no cookie ever holds a code.
/// </summary>
public class IndexModel(
    CustomerFile files, ClientLimits limits, IOptionsMonitor<ErasureOptions> erasure, TimeProvider clock) : PageModel
{
    private const string Confirmation = "yes";

    [BindProperty]
    public ReceiptInput Input { get; set; } = new();

    [BindProperty]
    public FormToken? Token { get; set; }

    public MessageInput Message { get; private set; } = new();

    public CorrectionInput Correction { get; private set; } = new();

    public FileStep Step { get; private set; } = FileStep.Ask;

    public CustomerFileView? Case { get; private set; }

    /// <summary>What was just done, for the line that says so.</summary>
    public string? DoneText { get; private set; }

    public ErasureOptions Erasure => erasure.CurrentValue;

    public bool IsOverdue => Case is { AnsweredAt: null, ClosedAt: null } file && file.DueAt.Date < clock.GetUtcNow().UtcDateTime.Date;

    /// <summary>Where the case stands, in a sentence.</summary>
    public string Standing => Case! switch
    {
        { State: CaseState.New or CaseState.Taken, FirstAnsweredAt: not null } file => file.Thread.Count > 0 && file.Thread[^1].Kind == EntryKind.Message
            ? "You wrote again, and it waits for our answer."
            : "Our staff have opened it again.",
        var file => CaseWords.ForSender(file.State),
    };

    /// <summary>What the day of the erasure follows from, to stand behind it.</summary>
    public string WhyThen
    {
        get
        {
            var file = Case!;
            var why = file.State switch
            {
                CaseState.Withdrawn => $", {file.DaysToUndo} days after you withdrew it",
                CaseState.Closed => $", {file.DaysKept} days after the case was closed or you last heard from each other",
                CaseState.Spam => $", {file.DaysKept} days after it was set aside",
                _ => $" if nothing happens for {file.DaysUntouched} days; else {file.DaysKept} days after the case is closed",
            };

            return file.WarningDays > 0 && file.State is not (CaseState.Withdrawn or CaseState.Spam)
                ? $"{why}. You are told {file.WarningDays} days before"
                : why;
        }
    }

    public IActionResult OnGet(string? handler) => handler is null ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string? handler, CancellationToken cancellationToken) =>
        handler is null ? await ShowAsync(FileStep.File, cancellationToken) : NotFound();

    public async Task<IActionResult> OnPostMessageAsync(
        [Bind(Prefix = nameof(Message))] MessageInput message, CancellationToken cancellationToken)
    {
        Message = message;
        if (RefuseGuesses() is { } refused)
        {
            return refused;
        }

        return await ActAsync(
            FileStep.File,
            "Your message is with us.",
            (reference, code, token) => files.AddMessageAsync(reference, code, PlainText.Normalize(message.Text), token, cancellationToken),
            cancellationToken,
            "Message.Text",
            countsAsForm: true);
    }

    /// <summary>First shows the form with what was sent, then takes it back with what was changed.</summary>
    public async Task<IActionResult> OnPostCorrectAsync(
        [Bind(Prefix = nameof(Correction))] CorrectionInput? correction, CancellationToken cancellationToken)
    {
        if (correction is not { Version: not null })
        {
            // It is only asked for: nothing in it can be wrong yet.
            foreach (var field in ModelState.Keys.Where(k => k.StartsWith(nameof(Correction), StringComparison.Ordinal)).ToList())
            {
                ModelState.Remove(field);
            }

            return await ShowAsync(FileStep.Correct, cancellationToken);
        }

        Correction = correction;
        if (RefuseGuesses() is { } refused)
        {
            return refused;
        }

        return await ActAsync(
            FileStep.Correct,
            "What you sent is corrected. What was there before stays to be seen below it, for you and for our staff.",
            (reference, code, token) => files.CorrectAsync(reference, code, correction.ToCorrection(), token, cancellationToken),
            cancellationToken,
            countsAsForm: true);
    }

    public Task<IActionResult> OnPostWithdrawAsync(string? confirmed, CancellationToken cancellationToken) =>
        confirmed != Confirmation
            ? ShowAsync(FileStep.ConfirmWithdrawal, cancellationToken)
            : ActAsync(
                FileStep.ConfirmWithdrawal,
                "It is withdrawn.",
                (reference, code, token) => files.WithdrawAsync(reference, code, token, cancellationToken),
                cancellationToken);

    public Task<IActionResult> OnPostUndoAsync(CancellationToken cancellationToken) => ActAsync(
        FileStep.File,
        "It is kept, as it was before.",
        (reference, code, token) => files.UndoWithdrawalAsync(reference, code, token, cancellationToken),
        cancellationToken);

    public Task<IActionResult> OnPostEraseAsync(string? confirmed, CancellationToken cancellationToken) =>
        confirmed != Confirmation
            ? ShowAsync(FileStep.ConfirmErasure, cancellationToken)
            : ActAsync(
                FileStep.ConfirmErasure,
                "What you sent is erased.",
                (reference, code, token) => files.EraseAsync(reference, code, token, cancellationToken),
                cancellationToken);

    public async Task<IActionResult> OnPostExportAsync(CancellationToken cancellationToken)
    {
        if (RefuseGuesses() is { } refused)
        {
            return refused;
        }

        if (limits.CountFormPost(HttpContext) is { } wait)
        {
            this.AddLater(wait, "Too many forms came from your connection just now.");
            return await ShowAsync(FileStep.File, cancellationToken, StatusCodes.Status429TooManyRequests);
        }

        var export = ModelState.IsValid ? await files.ExportAsync(Input.ReadReference(), Input.ReadCode(), cancellationToken) : null;

        return export is null
            ? await ShowAsync(FileStep.File, cancellationToken)
            : File(export, "application/json; charset=utf-8", $"{Input.ReadReference()}.json");
    }

    /// <summary>The file as it is now, in the step that is asked for; or the question for both halves, if they do not fit.</summary>
    private async Task<IActionResult> ShowAsync(FileStep step, CancellationToken cancellationToken, int status = StatusCodes.Status200OK)
    {
        if (RefuseGuesses() is { } refused)
        {
            return refused;
        }

        // N.B. not whether all is valid: a message that cannot be taken is shown again in the file.
        if (!CaseReference.TryRead(Input.Reference, out var reference) || !ReceiptCode.TryRead(Input.Code, out var code))
        {
            return this.PageWithErrors();
        }

        Case = await files.OpenAsync(reference, code, cancellationToken);
        if (Case is null)
        {
            return NothingFits();
        }

        // What cannot be done any more is not asked about.
        Step = step switch
        {
            FileStep.Correct when !Case.TakesWords => FileStep.File,
            FileStep.ConfirmWithdrawal when !Case.TakesWords || Case.WithdrawalAskedAt is not null => FileStep.File,
            FileStep.ConfirmErasure when Case.ErasedAt is not null || Case.ErasureAskedAt is not null => FileStep.File,
            _ => step,
        };
        if (Step == FileStep.Correct && Correction.Version is null)
        {
            Correction = CorrectionInput.Of(Case.Current!);
        }

        return status == StatusCodes.Status200OK ? Page() : this.PageWithErrors(status);
    }

    private async Task<IActionResult> ActAsync(
        FileStep stepOfForm,
        string done,
        Func<CaseReference, ReceiptCode, FormToken, Task<FileOutcome>> act,
        CancellationToken cancellationToken,
        string field = "",
        bool countsAsForm = false)
    {
        if (RefuseGuesses() is { } refused)
        {
            return refused;
        }

        if (!ModelState.IsValid)
        {
            return await ShowAsync(stepOfForm, cancellationToken, StatusCodes.Status400BadRequest);
        }

        if (countsAsForm && limits.CountFormPost(HttpContext) is { } wait)
        {
            this.AddLater(wait, "Too many forms came from your connection just now, so nothing was sent.");
            return await ShowAsync(stepOfForm, cancellationToken, StatusCodes.Status429TooManyRequests);
        }

        switch (await act(Input.ReadReference(), Input.ReadCode(), Token ?? FormToken.None))
        {
            case FileOutcome.Done:
                DoneText = done;
                StartAfresh();
                return await ShowAsync(FileStep.File, cancellationToken);

            case FileOutcome.Waiting:
                DoneText = "We have noted it. It is done as soon as the hold on your case ends.";
                StartAfresh();
                return await ShowAsync(FileStep.File, cancellationToken);

            case FileOutcome.NoSuchFile:
                return NothingFits();

            case FileOutcome.WrongState:
                ModelState.AddModelError("", "This was not done: your case is not where it was when you opened it. This is how it stands now");
                return await ShowAsync(FileStep.File, cancellationToken, StatusCodes.Status409Conflict);

            case FileOutcome.UndoneSince:
                ModelState.AddModelError("", "This form was sent before, and what it did has been undone since. Nothing was done now. This is how it stands");
                return await ShowAsync(FileStep.File, cancellationToken, StatusCodes.Status409Conflict);

            case FileOutcome.UsedForOtherContent:
                Token = null;
                ModelState.AddModelError("", "This form was already sent once, with other content, and that is safely here. "
                    + "If you want to send this as well, choose the button again");
                return await ShowAsync(stepOfForm, cancellationToken, StatusCodes.Status409Conflict);

            case FileOutcome.GivesCodeAway:
                ModelState.AddModelError(field, "Take your receipt’s code out of the text: whoever reads it could open your case. Nothing was sent");
                return await ShowAsync(stepOfForm, cancellationToken, StatusCodes.Status400BadRequest);

            case FileOutcome.ChangedMeanwhile:
                Token = null;
                ModelState.AddModelError("", "What you sent was corrected meanwhile, from another page. What you typed is still here: "
                    + "compare it with what stands there now, and choose the button again");
                return await ShowChangedAsync(cancellationToken);

            case FileOutcome.Full:
                ModelState.AddModelError("", "Your case holds as much as it can. Send us a new message, and name the reference");
                return await ShowAsync(stepOfForm, cancellationToken, StatusCodes.Status409Conflict);

            default:
                Token = null;
                ModelState.AddModelError("", "This form had been open too long, or was not complete, so nothing was sent. "
                    + "What you typed is still here: choose the button again");
                return await ShowAsync(stepOfForm, cancellationToken, StatusCodes.Status400BadRequest);
        }
    }

    /// <summary>The correction again, against the version that stands there now.</summary>
    private async Task<IActionResult> ShowChangedAsync(CancellationToken cancellationToken)
    {
        var result = await ShowAsync(FileStep.Correct, cancellationToken, StatusCodes.Status409Conflict);
        if (Case?.Current is { } current)
        {
            ModelState.Remove("Correction.Version");
            Correction.Version = current.Number;
        }

        return result;
    }

    private void StartAfresh()
    {
        // The forms that are shown now are for the next time.
        ModelState.Clear();
        Token = null;
        Message = new MessageInput();
        Correction = new CorrectionInput();
    }

    private PageResult? RefuseGuesses() =>
        limits.WaitAfterWrongCodes(HttpContext) is { } wait ? this.PageLater(wait, ReceiptInput.TooManyWrong) : null;

    private PageResult NothingFits()
    {
        limits.CountWrongCode(HttpContext);
        ModelState.AddModelError("Input.Reference", ReceiptInput.NothingFits);

        return this.PageWithErrors();
    }

    public class MessageInput
    {
        [Display(Name = "New message")]
        [Required(ErrorMessage = "Enter your message")]
        [PlainText("your message", ContactMessage.MaxMessageLength, Multiline = true)]
        public string? Text { get; set; }
    }

    public class CorrectionInput
    {
        /// <summary>The version that the form was filled with; nothing where the form is only asked for.</summary>
        public int? Version { get; set; }

        [Display(Name = "Name")]
        [Required(ErrorMessage = "Enter your name")]
        [PlainText("your name", ContactMessage.MaxNameLength)]
        public string? Name { get; set; }

        [Display(Name = "Email address")]
        [Required(ErrorMessage = "Enter your email address")]
        [EmailFormat]
        public string? Email { get; set; }

        [Display(Name = "Telephone number")]
        [TelephoneFormat]
        public string? Telephone { get; set; }

        [Display(Name = "Organization")]
        [PlainText("the organization’s name", InformationRequest.MaxOrganisationLength)]
        public string? Organisation { get; set; }

        public List<AnswerInput> Answers { get; set; } = [];

        public static CorrectionInput Of(ContentVersion version) => new()
        {
            Version = version.Number,
            Name = version.Sender.Name,
            Email = version.Sender.Email,
            Telephone = version.Sender.Telephone,
            Organisation = version.Sender.Organisation,
            Answers = [.. version.Answers.Select(a => new AnswerInput { Text = a.Value })],
        };

        public Correction ToCorrection() => new(
            Version ?? 0,
            PlainText.Normalize(Name),
            PlainText.Normalize(Email),
            PlainText.Normalize(Telephone),
            PlainText.Normalize(Organisation),
            [.. Answers.Select(a => PlainText.Normalize(a.Text))]);
    }

    public class AnswerInput
    {
        [PlainText("this answer", ContactMessage.MaxMessageLength, Multiline = true)]
        public string? Text { get; set; }
    }
}
