using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Staff;

/// <summary>What is said to whoever sends a form after their sign-in has ended.</summary>
/// <param name="Typed">What they wrote, so that it is not lost.</param>
/// <param name="SignInAddress">The sign-in, and from there back to the page they were at.</param>
public sealed record SignedOutModel(IReadOnlyList<string> Typed, string SignInAddress);

/// <summary>
/// Answers whoever is not signed in: a page that was asked for leads to the sign-in and back; a form that was sent is shown again, since
/// a sign-in can end while somebody writes.
/// </summary>
internal static class SignedOutPage
{
    private const string SignInPath = "/staff/sign-in";

    public static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        }

        // What people write has the fields of inputs, which are named "Form.Field"; ids and tokens are not.
        var typed = request.HasFormContentType
            ? request.Form.Where(f => f.Key.Contains('.', StringComparison.Ordinal) && !f.Key.EndsWith(".Password", StringComparison.Ordinal))
                .SelectMany(f => f.Value).OfType<string>().Where(v => v.Length > 0).ToList()
            : [];
        var model = new SignedOutModel(typed, SignInPath + QueryString.Create("returnUrl", PageOf(request, context.HttpContext.FindDoor()!)));

        return new ViewResult
        {
            ViewName = "/Pages/Staff/SignedOut.cshtml",
            StatusCode = StatusCodes.Status401Unauthorized,
            ViewData = new ViewDataDictionary<SignedOutModel>(
                context.HttpContext.RequestServices.GetRequiredService<IModelMetadataProvider>(), new ModelStateDictionary())
            { Model = model },
        }.ExecuteResultAsync(new ActionContext(context.HttpContext, new RouteData(), new ActionDescriptor()));
    }

    /// <summary>The page that the form stood on, as the browser says; a form's own address may not be one that can be opened.</summary>
    private static string PageOf(HttpRequest request, CurrentDoor door) =>
        Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var page)
        && page.GetLeftPart(UriPartial.Authority) == door.Address.OriginText
            ? page.PathAndQuery
            : Doors.StaffPath;
}
