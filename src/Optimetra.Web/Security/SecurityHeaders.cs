namespace Optimetra.Web.Security;

/// <summary>
/// The headers that every response carries: pages, files, errors and redirects, at both doors. They are set when the response
/// starts, since the exception handler clears what was set before.
/// </summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    private const string PublicPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private const string StaffPolicy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private const string PublicPermissions =
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        + "microphone=(), midi=(), payment=(), usb=()";

    private const string StaffPermissions =
        PublicPermissions + ", publickey-credentials-get=(self), publickey-credentials-create=(self)";

    private const string StrictTransport = "max-age=63072000; includeSubDomains";

    private static readonly string[] TextTypesWithoutThePrefix =
        ["application/json", "application/xml", "application/atom+xml", "application/manifest+json", "image/svg+xml"];

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            Set((HttpContext)state);
            return Task.CompletedTask;
        }, context);

        return next(context);
    }

    private static void Set(HttpContext context)
    {
        var staff = context.IsAtStaffDoor();
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = staff ? StaffPolicy : PublicPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        headers["Permissions-Policy"] = staff ? StaffPermissions : PublicPermissions;
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = StrictTransport;
        }

        if (staff)
        {
            headers["X-Robots-Tag"] = "noindex";
        }

        // The framework's answer for files whose name holds their hash says all but that proxies may keep them too.
        if (headers.CacheControl == "max-age=31536000, immutable")
        {
            headers.CacheControl = "public, max-age=31536000, immutable";
        }

        // What says nothing about keeping it must not be kept: forms, receipts, errors, the desk.
        if (headers.CacheControl.Count == 0 || context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            headers.CacheControl = "no-store";
        }

        if (context.Response.ContentType is { } type && !type.Contains("charset", StringComparison.OrdinalIgnoreCase)
            && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || TextTypesWithoutThePrefix.Contains(type)))
        {
            context.Response.ContentType = type + "; charset=utf-8";
        }
    }
}
