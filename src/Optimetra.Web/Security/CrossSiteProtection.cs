using Microsoft.Extensions.Primitives;

namespace Optimetra.Web.Security;

/// <summary>
/// Refuses requests that another site makes a browser send, by what the browser says of their origin, and so without a cookie: the
/// algorithm of Go's <c>http.CrossOriginProtection</c> (https://pkg.go.dev/net/http#CrossOriginProtection), with one difference:
/// what is no browser is refused at the staff's door. GET and HEAD pass, since
/// no such handler changes anything, but that a staff member's reading is written into the ledger: the cookie's <c>SameSite=Strict</c>
/// keeps other sites from causing one.
/// </summary>
public sealed class CrossSiteProtection(RequestDelegate next, ILogger<CrossSiteProtection> log)
{
    /// <summary>What the protection made of a request.</summary>
    public enum Verdict
    {
        Pass = 1,
        MethodNotAllowed = 2,
        Refuse = 3,
    }

    public Task InvokeAsync(HttpContext context)
    {
        var door = context.FindDoor()!;
        switch (Judge(context.Request.Method, context.Request.Headers, door))
        {
            case Verdict.MethodNotAllowed:
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                context.Response.Headers.Allow = "GET, HEAD, POST";
                return Task.CompletedTask;

            case Verdict.Refuse:
                log.LogWarning("A request from another site was refused at the {Door} door", door.Door);
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;

            default:
                return next(context);
        }
    }

    public static Verdict Judge(string method, IHeaderDictionary headers, CurrentDoor door)
    {
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            // A prefetch would write into the access ledger that somebody read what nobody saw.
            return door.Door == Door.Staff && headers["Sec-Purpose"].Any(p => p?.Contains("prefetch", StringComparison.OrdinalIgnoreCase) == true)
                ? Verdict.Refuse
                : Verdict.Pass;
        }

        if (!HttpMethods.IsPost(method))
        {
            return Verdict.MethodNotAllowed;
        }

        var site = headers["Sec-Fetch-Site"];
        var origin = headers.Origin;
        if (site.Count > 1 || origin.Count > 1)
        {
            return Verdict.Refuse;
        }

        if (!StringValues.IsNullOrEmpty(site))
        {
            return site == "same-origin" || site == "none" ? Verdict.Pass : Verdict.Refuse;
        }

        if (!StringValues.IsNullOrEmpty(origin))
        {
            return string.Equals(origin, door.Address.OriginText, StringComparison.Ordinal) ? Verdict.Pass : Verdict.Refuse;
        }

        // Neither: no browser, and so nothing that a browser would add by itself. A program may send a form; it has no business at the desk.
        return door.Door == Door.Public ? Verdict.Pass : Verdict.Refuse;
    }
}
