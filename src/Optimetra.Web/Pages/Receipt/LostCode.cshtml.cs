using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Receipt;

/// <summary>For whoever lost the code. The answer is the same whether there is such a case or not; what becomes of it, the mail tells.</summary>
public class LostCodeModel(LostCodes lostCodes, ClientLimits limits) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public bool IsAsked { get; private set; }

    public static int MinutesValid => (int)LostCodes.Lifetime.TotalMinutes;

    public void OnGet()
    {
    }

    public IActionResult OnPost()
    {
        if (limits.WaitAfterWrongCodes(HttpContext) is { } wait)
        {
            return this.PageLater(wait, ReceiptInput.TooManyWrong);
        }

        if (!ModelState.IsValid)
        {
            return this.PageWithErrors();
        }

        // Whether it fits is not known here; so each counts like one that does not.
        limits.CountWrongCode(HttpContext);
        if (CaseReference.TryRead(Input.Reference, out var reference))
        {
            lostCodes.Ask(reference, PlainText.Normalize(Input.Email));
        }

        IsAsked = true;

        return Page();
    }

    public class InputModel
    {
        [Display(Name = "Reference")]
        [Required(ErrorMessage = "Enter the reference")]
        [ReferenceFormat]
        public string? Reference { get; set; }

        [Display(Name = "Email address")]
        [Required(ErrorMessage = "Enter the email address that you gave")]
        [EmailFormat]
        public string? Email { get; set; }
    }
}
