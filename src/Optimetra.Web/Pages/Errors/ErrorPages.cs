using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Optimetra.Core.Persistence;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Errors;

/// <summary>What an error page says.</summary>
public sealed record ErrorModel(int Status, string Title, string WhatToDo)
{
    /// <param name="isSignedIn">Whether somebody is signed in, so that it can only be their role that does not allow it.</param>
    public static ErrorModel For(int status, bool isSignedIn = false) => status switch
    {
        400 => new(status, "This request could not be read",
            "Something in it was not as a browser would send it, so nothing was kept. Go back and send the form again."),
        403 when isSignedIn => new(status, "This was refused", "Your role does not include this. Ask an administrator if you need it."),
        403 => new(status, "This was refused",
            "It came from another website, or your role does not allow it. Nothing was kept. If you meant to do it, open the page here and try again."),
        404 => new(status, "There is no such page", "Check the address."),
        405 => new(status, "This page cannot be used that way",
            "The address is right, but not for what was asked of it. Open the page from a link and try again."),
        408 => new(status, "This took too long to arrive", "The connection was too slow or broke off, so nothing was kept. Try again."),
        409 => new(status, "This has changed in the meantime",
            "What you wanted to do no longer fits how things stand. Go back, load the page again and see what changed."),
        413 => new(status, "This is too much at once",
            "What was sent is larger than any form here needs, so nothing was kept. Go back, shorten it and send it again."),
        414 or 431 => new(status, "This request could not be read", "Its address or its headers are too long. Open the page from a link."),
        415 => new(status, "This cannot be read here",
            "Forms here are read as browsers send them, and what came was something else. Nothing was kept."),
        429 => new(status, "Too many at once", "Too much came from your connection just now. Wait a few minutes and try again."),
        503 => new(status, "The site cannot take this just now",
            "It is too busy, or cannot store anything at the moment. Nothing was kept of what you sent. Wait a moment, go back and send it again."),
        >= 500 => new(status, "Something went wrong here",
            "The mistake is ours, and it has been noted. If you were sending something, go back and try again: sending it twice makes no second copy."),
        _ => new(status, "This did not work", "Go back and try again."),
    };
}

/// <summary>
/// Gives every error without a body a page of ours. It stands outside everything else, and renders the page itself instead of running
/// the request again, so an error page cannot cause another request's side effects.
/// </summary>
public sealed class ErrorPages(RequestDelegate next, ILogger<ErrorPages> log)
{
    private const int RetrySeconds = 5;

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);

        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength > 0 || response.ContentType is not null)
        {
            return;
        }

        if (response.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetrySeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var model = ErrorModel.For(response.StatusCode, isSignedIn: context.FindReader() is not null);
        try
        {
            await RenderAsync(context, model);
        }
        catch (Exception e) when (!response.HasStarted)
        {
            // The page itself is broken: say it in plain words rather than not at all.
            log.LogError(e, "The page for status {Status} could not be rendered", model.Status);
            response.ContentType = "text/plain; charset=utf-8";
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"{model.Title}\n\n{model.WhatToDo}\n"), context.RequestAborted);
        }
    }

    /// <summary>The status of a failed request: bad input is never a 5xx, and failing storage is "come back", not "broken".</summary>
    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        // A form with too many fields or a field that is too long.
        InvalidDataException => StatusCodes.Status413PayloadTooLarge,
        UnauthorizedAccessException => StatusCodes.Status403Forbidden,
        _ when StorageUnavailableException.Explains(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static Task RenderAsync(HttpContext context, ErrorModel model)
    {
        var services = context.RequestServices;
        var view = new ViewResult
        {
            ViewName = "/Pages/Errors/Error.cshtml",
            StatusCode = model.Status,
            ViewData = new ViewDataDictionary<ErrorModel>(services.GetRequiredService<IModelMetadataProvider>(), new ModelStateDictionary())
            {
                Model = model,
            },
        };

        return view.ExecuteResultAsync(new ActionContext(context, new RouteData(), new ActionDescriptor()));
    }
}
