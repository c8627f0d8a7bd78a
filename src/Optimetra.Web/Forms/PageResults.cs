using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Optimetra.Core.Submissions;
using Optimetra.Web.Pages.Receipt;

namespace Optimetra.Web.Forms;

/// <summary>The answers to a form, the same on every page that has one.</summary>
public static class PageResults
{
    /// <summary>The form again, with what was typed and what to do about it.</summary>
    public static PageResult PageWithErrors(this PageModel page, int status = StatusCodes.Status400BadRequest)
    {
        var result = page.Page();
        result.StatusCode = status;

        return result;
    }

    /// <summary>The form again with what was typed, since too many came from here: when to try again.</summary>
    public static PageResult PageLater(this PageModel page, TimeSpan wait, string tooMany)
    {
        page.Response.RetryAfter(wait);
        var minutes = Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes));
        page.ModelState.AddModelError("", $"{tooMany} Try again in {minutes} minute{(minutes == 1 ? "" : "s")}; what you typed is still here");

        return page.PageWithErrors(StatusCodes.Status429TooManyRequests);
    }

    /// <summary>Tells programs how long to wait (RFC 9110, 10.2.3), in whole seconds.</summary>
    public static void RetryAfter(this HttpResponse response, TimeSpan wait) =>
        response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

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

    private static ViewResult View<TModel>(this PageModel page, string viewName, TModel model) => new()
    {
        ViewName = viewName,
        ViewData = new ViewDataDictionary<TModel>(page.MetadataProvider, page.ModelState) { Model = model },
    };
}
