using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Receipt;

/// <summary>Where a one-time code from the mail is exchanged for a new code of the case. The old code opens nothing afterwards.</summary>
public class NewCodeModel(CustomerFile files, ClientLimits limits) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty]
    public FormToken? Token { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (limits.WaitAfterWrongCodes(HttpContext) is { } wait)
        {
            return this.PageLater(wait, ReceiptInput.TooManyWrong);
        }

        if (!ModelState.IsValid)
        {
            return this.PageWithErrors();
        }

        CaseReference.TryRead(Input.Reference, out var reference);
        if (ReceiptCode.TryRead(Input.Code, out var code)
            && await files.ReplaceCodeAsync(reference, code, Token ?? FormToken.None, cancellationToken) is { } receipt)
        {
            return this.View("/Pages/Receipt/NewCodeGiven.cshtml", receipt);
        }

        limits.CountWrongCode(HttpContext);
        Token = null;
        ModelState.AddModelError(
            "Input.Reference", "No one-time code matches this reference. It works once and for a short time: compare both, or ask for another");

        return this.PageWithErrors();
    }

    public class InputModel
    {
        [Display(Name = "Reference")]
        [Required(ErrorMessage = "Enter the reference")]
        [ReferenceFormat]
        public string? Reference { get; set; }

        [Display(Name = "Code from the mail")]
        [Required(ErrorMessage = "Enter the code from the mail")]
        [CodeFormat]
        public string? Code { get; set; }
    }
}
