using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Mail;
using Optimetra.Web.Forms;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Staff.Outbox;

/// <summary>The mails that have not gone yet, for administrators: what was put aside can be tried again.</summary>
public class IndexModel(OutboxDesk outbox) : PageModel
{
    public IReadOnlyList<OutboxRow> Mails { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? handler, CancellationToken cancellationToken)
    {
        if (handler is not null)
        {
            return NotFound();
        }

        await LoadAsync(cancellationToken);

        return Page();
    }

    public async Task<IActionResult> OnPostRetryAsync(Guid mailId, CancellationToken cancellationToken)
    {
        if (await outbox.RetryAsync(HttpContext.Reader(), mailId, cancellationToken))
        {
            return RedirectToPage("/Staff/Outbox/Index", new { handler = "" });
        }

        await LoadAsync(cancellationToken);
        ModelState.Clear();
        ModelState.AddModelError("", "This mail is not here any more: it was sent, or its case was erased");

        return this.PageWithErrors(StatusCodes.Status409Conflict);
    }

    private async Task LoadAsync(CancellationToken cancellationToken) =>
        Mails = await outbox.ListAsync(HttpContext.Reader(), cancellationToken);
}
