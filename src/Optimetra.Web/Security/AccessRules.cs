using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Optimetra.Core.Staff;

namespace Optimetra.Web.Security;

/// <summary>
/// Who may open what: closed by default, opened by name. The fallback policy asks for a signed-in member of staff with one of the
/// three roles, as the database has them now; what the public may open stands in the lists below and nowhere else.
/// </summary>
public static class AccessRules
{
    /// <summary>The policy of pages that manage members and the site's mail.</summary>
    public const string Administrators = "Administrators";

    /// <summary>The claim that the sign-in's check adds on each request, from the database; no cookie carries it.</summary>
    public const string RoleClaim = "optimetra:role";

    public const string AdministratorClaim = "optimetra:administrator";

    private static readonly string[] PublicPages = ["/Index", "/Staff/SignIn", "/Staff/SignOut", "/Staff/Join"];

    private static readonly string[] PublicFolders = ["/Contact", "/RequestInformation", "/Receipt", "/Privacy", "/Company"];

    public static void AddTo(AuthorizationOptions options)
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser()
            .RequireClaim(RoleClaim, Enum.GetNames<StaffRole>())
            .Build();
        options.DefaultPolicy = options.FallbackPolicy;
        options.AddPolicy(Administrators, policy => policy
            .Combine(options.FallbackPolicy)
            .RequireClaim(AdministratorClaim));
    }

    public static void AddTo(PageConventionCollection pages)
    {
        foreach (var folder in PublicFolders)
        {
            pages.AllowAnonymousToFolder(folder);
        }

        foreach (var page in PublicPages)
        {
            pages.AllowAnonymousToPage(page);
        }

        pages.AuthorizeFolder("/Staff/Members", Administrators);
        pages.AuthorizeFolder("/Staff/Outbox", Administrators);
    }

    /// <summary>What the rules look at, for a reader whom Core has just vouched for.</summary>
    public static IEnumerable<Claim> ClaimsFor(InternalReader reader)
    {
        yield return new Claim(RoleClaim, reader.Role.ToString());
        if (reader.IsAdministrator)
        {
            yield return new Claim(AdministratorClaim, "true");
        }
    }
}
