using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

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
        page.AddLater(wait, tooMany);

        return page.PageWithErrors(StatusCodes.Status429TooManyRequests);
    }

    /// <summary>Says when to try again, for people and for programs.</summary>
    public static void AddLater(this PageModel page, TimeSpan wait, string tooMany)
    {
        page.Response.RetryAfter(wait);
        var minutes = Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes));
        page.ModelState.AddModelError("", $"{tooMany} Try again in {minutes} minute{(minutes == 1 ? "" : "s")}; what you typed is still here");
    }

    /// <summary>Tells programs how long to wait (RFC 9110, 10.2.3), in whole seconds.</summary>
    public static void RetryAfter(this HttpResponse response, TimeSpan wait) =>
        response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Another view as the answer to a post, with the site's layout.</summary>
    public static ViewResult View<TModel>(this PageModel page, string viewName, TModel model) => new()
    {
        ViewName = viewName,
        ViewData = new ViewDataDictionary<TModel>(page.MetadataProvider, page.ModelState) { Model = model },
    };
}
