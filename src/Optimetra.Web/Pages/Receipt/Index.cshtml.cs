using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Receipt;

public class IndexModel(CustomerFile files, ClientLimits limits) : PageModel
{
    [BindProperty]
    public ReceiptInput Input { get; set; } = new();

    public CustomerFileView? Case { get; private set; }

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

        Case = await files.OpenAsync(Input.ReadReference(), Input.ReadCode(), cancellationToken);
        if (Case is null)
        {
            limits.CountWrongCode(HttpContext);
            ModelState.AddModelError("", ReceiptInput.NothingFits);
            return this.PageWithErrors();
        }

        return Page();
    }
}
