using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Web.Security;

namespace Optimetra.Web.Forms;

/// <summary>
/// Counts the posts of a public form by client. It stands here and not in front of the pages, since whoever is told to wait must find
/// what they typed.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LimitFormPostsAttribute : Attribute, IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var limits = context.HttpContext.RequestServices.GetRequiredService<ClientLimits>();
        if (HttpMethods.IsPost(context.HttpContext.Request.Method) && limits.CountFormPost(context.HttpContext) is { } wait)
        {
            var page = (PageModel)context.HandlerInstance;
            page.ModelState.Clear();
            context.Result = page.PageLater(wait, "Too many forms came from your connection just now, so nothing was sent.");
            return Task.CompletedTask;
        }

        return next();
    }
}
