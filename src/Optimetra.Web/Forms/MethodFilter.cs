using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

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
        if (context.HandlerMethod is not null)
        {
            return;
        }

        var methods = context.ActionDescriptor.HandlerMethods.Select(h => h.HttpMethod.ToUpperInvariant()).Distinct().ToList();
        var showsItself = methods.Count == 0 || methods.Contains(HttpMethods.Get);
        var request = context.HttpContext.Request.Method;
        if (showsItself && (HttpMethods.IsGet(request) || HttpMethods.IsHead(request)))
        {
            return;
        }

        if (showsItself)
        {
            methods = [.. methods.Union([HttpMethods.Get, HttpMethods.Head])];
        }

        context.HttpContext.Response.Headers.Allow = string.Join(", ", methods.Order(StringComparer.Ordinal));
        context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}
