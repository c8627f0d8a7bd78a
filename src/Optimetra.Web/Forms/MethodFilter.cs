using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Optimetra.Web.Forms;

/// <summary>
/// 405 for a method that a page has no handler for. N.B. Razor Pages answers any method with the page itself: a POST to a page
/// without a form would be 200.
/// </summary>
internal sealed class MethodFilter : IPageFilter
{
    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var method = context.HttpContext.Request.Method;
        if (context.HandlerMethod is not null || (ShowsItself(context.ActionDescriptor) && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))))
        {
            return;
        }

        Refuse(context.ActionDescriptor, context.HttpContext.Response);
        context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }

    /// <summary>Whether the page has no handler at all for the method.</summary>
    public static bool Refuses(CompiledPageActionDescriptor page, string method) => !Methods(page).Contains(method.ToUpperInvariant());

    public static void Refuse(CompiledPageActionDescriptor page, HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        response.Headers.Allow = string.Join(", ", Methods(page).Order(StringComparer.Ordinal));
    }

    /// <summary>A page without handlers is shown as it is; one that has some is shown by the handler for GET.</summary>
    private static bool ShowsItself(CompiledPageActionDescriptor page) =>
        page.HandlerMethods.Count == 0 || page.HandlerMethods.Any(h => HttpMethods.IsGet(h.HttpMethod));

    private static IEnumerable<string> Methods(CompiledPageActionDescriptor page)
    {
        var methods = page.HandlerMethods.Select(h => h.HttpMethod.ToUpperInvariant());

        return (ShowsItself(page) ? methods.Union([HttpMethods.Get, HttpMethods.Head]) : methods).Distinct();
    }
}
