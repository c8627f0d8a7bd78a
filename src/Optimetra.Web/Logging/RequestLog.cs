using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Optimetra.Web.Security;

namespace Optimetra.Web.Logging;

/// <summary>
/// One line a request: method, route, status, time. N.B. the route's template, never the address: an address can hold a link's
/// secret, and nothing about the sender is logged, neither address nor browser.
/// </summary>
public sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            // A failed request has lost its endpoint to the exception handler.
            var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
            var route = Template((endpoint as RouteEndpoint)?.RoutePattern.RawText) ?? endpoint?.DisplayName ?? "(no page)";
            var status = context.Response.StatusCode;
            log.Log(
                status >= StatusCodes.Status500InternalServerError ? LogLevel.Error : LogLevel.Information,
                "{Method} {Route} at the {Door} door: {Status} in {Elapsed:0.0} ms",
                Known(context.Request.Method),
                context.Items.TryGetValue(PreparedRoute, out var prepared) ? prepared : route,
                context.FindDoor()?.Door,
                status,
                Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    /// <summary>The template with its slash, which Razor Pages leaves out.</summary>
    public static string? Template(string? rawText) => rawText is null ? null : "/" + rawText.TrimStart('/');

    /// <summary>Where what answers before routing says which route it answered for.</summary>
    public static readonly object PreparedRoute = new();

    /// <summary>A method may be any word that a client likes to send.</summary>
    private static string Known(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsPost(method) ? method.ToUpperInvariant() : "(other)";
}
