using Microsoft.Net.Http.Headers;

namespace Optimetra.Web.Security;

/// <summary>
/// Why a cookie may exist: the privacy policy allows the first two, should Optimetra ever use cookies; the third is for staff only.
/// There is no other reason, and without one no cookie gets through the gate.
/// </summary>
public enum CookiePurpose
{
    UserPreferences = 1,
    CustomerAccount = 2,
    StaffSignIn = 3,
}

/// <summary>Every cookie that the site may set, by name and purpose, and at which door.</summary>
public static class CookieRegistry
{
    public const string StaffSignIn = "optimetra-staff";

    private static readonly Dictionary<string, (CookiePurpose Purpose, Door Door)> Cookies = new(StringComparer.Ordinal)
    {
        [StaffSignIn] = (CookiePurpose.StaffSignIn, Door.Staff),
    };

    public static bool Allows(string name, Door? door) => Cookies.TryGetValue(name, out var cookie) && cookie.Door == door;
}

/// <summary>
/// The last to see a response: it removes every cookie that the registry does not allow at this door, and reports it as an error,
/// since something in the site then breaks the policy's promise.
/// </summary>
public sealed class CookieGate(RequestDelegate next, ILogger<CookieGate> log)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            RemoveWhatIsNotAllowed(context);
            return Task.CompletedTask;
        });

        return next(context);
    }

    private void RemoveWhatIsNotAllowed(HttpContext context)
    {
        var set = context.Response.Headers.SetCookie;
        if (set.Count == 0)
        {
            return;
        }

        var door = context.FindDoor()?.Door;
        var kept = new List<string?>();
        foreach (var line in set)
        {
            // N.B. the name only: a cookie's value may be a secret.
            var name = SetCookieHeaderValue.TryParse(line, out var cookie) ? cookie.Name.ToString() : "(unreadable)";
            if (CookieRegistry.Allows(name, door))
            {
                kept.Add(line);
            }
            else
            {
                log.LogError("A cookie that must not exist was stopped at the gate: {CookieName} at the {Door} door", name, door);
            }
        }

        context.Response.Headers.SetCookie = kept.ToArray();
    }
}
