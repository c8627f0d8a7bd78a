using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Optimetra.Core.Staff;
using Optimetra.Web.Pages.Staff;

namespace Optimetra.Web.Security;

/// <summary>
/// The one cookie: it says who signed in and when, nothing of what they may. That is read from the database on each request, so a
/// deactivation or another role takes effect at once.
/// </summary>
public static class StaffSignInCookie
{
    /// <summary>Without a request for so long, the sign-in is over.</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromHours(2);

    /// <summary>However busy, after so long somebody must say again who they are: a cookie that was copied is not good for ever.</summary>
    private static readonly TimeSpan LongestSignIn = TimeSpan.FromHours(12);

    /// <summary>When the password was given. The ticket's own times begin anew whenever the cookie is renewed.</summary>
    private const string SignedInAt = "optimetra:signed-in-at";

    public static void AddStaffSignIn(this IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, options =>
        {
            options.Cookie.Name = CookieRegistry.StaffSignIn;
            options.Cookie.Path = Doors.StaffPath;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            // Also over http: browsers take localhost for safe, and anywhere else the desk must be behind TLS.
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.ExpireTimeSpan = IdleTime;
            options.SlidingExpiration = true;
            options.LoginPath = "/staff/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.Events.OnSigningIn = context =>
            {
                context.Properties.SetString(SignedInAt, Now(context.HttpContext).ToString("O", CultureInfo.InvariantCulture));
                return Task.CompletedTask;
            };
            options.Events.OnValidatePrincipal = FindReaderAsync;
            options.Events.OnRedirectToLogin = SignedOutPage.AnswerAsync;
            options.Events.OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });
    }

    /// <summary>The member of staff who makes this request. Only pages that are closed to everybody else may ask.</summary>
    public static InternalReader Reader(this HttpContext context) =>
        context.FindReader() ?? throw new InvalidOperationException("This page is open to people who are not signed in.");

    public static InternalReader? FindReader(this HttpContext context) => context.Features.Get<InternalReader>();

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static bool IsTooOld(CookieValidatePrincipalContext context) =>
        !DateTimeOffset.TryParseExact(
            context.Properties.GetString(SignedInAt), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var signedInAt)
        || Now(context.HttpContext) - signedInAt >= LongestSignIn;

    private static async Task FindReaderAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var claims = services.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity;
        var stamp = context.Principal?.FindFirstValue(claims.SecurityStampClaimType);
#pragma warning disable RS0030 // This is the one place that may ask.
        var reader = !IsTooOld(context) && Guid.TryParse(context.Principal?.FindFirstValue(claims.UserIdClaimType), out var memberId)
            ? await services.GetRequiredService<StaffService>().FindReaderAsync(memberId, stamp, context.HttpContext.RequestAborted)
            : null;
#pragma warning restore RS0030
        if (reader is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
            return;
        }

        context.HttpContext.Features.Set(reader);
        context.ReplacePrincipal(new ClaimsPrincipal([
            .. context.Principal!.Identities,
            new ClaimsIdentity(AccessRules.ClaimsFor(reader), context.Scheme.Name),
        ]));
    }
}
