using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;

namespace Optimetra.Web.Pages.Receipt;

/// <summary>The answer to a form that was received, the same for every channel.</summary>
public static class ReceiptAnswers
{
    /// <summary>The receipt for what was received, or the form again with the reason why nothing was.</summary>
    public static IActionResult ReceiptPage(this PageModel page, Receiving receiving)
    {
        switch (receiving)
        {
            case Receiving.Accepted { Receipt: var receipt }:
                return page.View("/Pages/Receipt/Given.cshtml", receipt);

            case Receiving.AcceptedBefore { Reference: var reference }:
                return page.View("/Pages/Receipt/GivenBefore.cshtml", new GivenBeforeModel(reference));

            case Receiving.UsedForOtherContent:
                page.ModelState.AddModelError("", "This form was already sent once, with other content, and that is safely here. "
                    + "If you want to send this as well, choose the button again");
                return page.PageWithErrors(StatusCodes.Status409Conflict);

            default:
                page.ModelState.AddModelError("", "This form had been open too long, or was not complete, so nothing was sent. "
                    + "What you typed is still here: choose the button again");
                return page.PageWithErrors();
        }
    }
}
