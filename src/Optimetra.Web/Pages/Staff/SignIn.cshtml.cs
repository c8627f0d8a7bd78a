using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Staff;

public class SignInModel(StaffService staff, SignInManager<StaffMember> signIn, ClientLimits limits) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>Where to go afterwards: a page of the desk, or else its start.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Whether they come from signing out.</summary>
    public bool HasSignedOut { get; private set; }

    public void OnGet([FromQuery(Name = "out")] string? signedOut) => HasSignedOut = signedOut == "1";

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return this.PageWithErrors();
        }

        var email = PlainText.Normalize(Input.Email);
        if (limits.CountSignIn(HttpContext, email) is { } wait)
        {
            return this.PageLater(wait, "Too many sign-ins came from your connection.");
        }

        if (await staff.FindByPasswordAsync(email, Input.Password!) is not { } member)
        {
            ModelState.AddModelError("", "Email address and password do not match. Check both and try again");
            return this.PageWithErrors();
        }

        await signIn.SignInAsync(member, isPersistent: false);

        return LocalRedirect(IsAtTheDesk(ReturnUrl) ? ReturnUrl! : Doors.StaffPath);
    }

    private bool IsAtTheDesk(string? url) =>
        Url.IsLocalUrl(url) && url!.StartsWith('/') && new PathString(url.Split('?')[0]).StartsWithSegments(Doors.StaffPath);

    public class InputModel
    {
        [Display(Name = "Email address")]
        [Required(ErrorMessage = "Enter your email address")]
        [PlainText("your email address", PlainText.MaxEmailLength)]
        public string? Email { get; set; }

        [Display(Name = "Password")]
        [Required(ErrorMessage = "Enter your password")]
        [StringLength(StaffPasswords.MaxLength * 2, ErrorMessage = "Enter your password")]
        public string? Password { get; set; }
    }
}
