using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Staff;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Staff;

public class SignOutModel(StaffService staff) : PageModel
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var reader = HttpContext.FindReader();
        if (reader is not null)
        {
            // Taking the cookie back is not enough: a copy of it would work on.
            await staff.EndSignInsAsync(reader, cancellationToken);
        }

        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        Response.Headers["Clear-Site-Data"] = "\"cache\"";

        return reader is null ? RedirectToPage("/Staff/SignIn") : RedirectToPage("/Staff/SignIn", new { @out = 1 });
    }
}
