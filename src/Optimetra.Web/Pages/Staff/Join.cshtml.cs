using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;

namespace Optimetra.Web.Pages.Staff;

/// <summary>Where a one-time link leads: the first run's, or an invitation's.</summary>
public class JoinModel(StaffService staff, SignInManager<StaffMember> signIn) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public InvitationView? Invitation { get; private set; }

    public async Task<IActionResult> OnGetAsync(string secret, CancellationToken cancellationToken)
    {
        Invitation = await staff.FindInvitationAsync(secret, cancellationToken);

        return Invitation is null ? LinkNotUsable() : Page();
    }

    public async Task<IActionResult> OnPostAsync(string secret, CancellationToken cancellationToken)
    {
        Invitation = await staff.FindInvitationAsync(secret, cancellationToken);
        if (Invitation is null)
        {
            return LinkNotUsable();
        }

        if (Invitation.Email is null)
        {
            RequireNameAndEmail();
        }

        if (!ModelState.IsValid)
        {
            return this.PageWithErrors();
        }

        switch (await staff.JoinAsync(
            secret, Input.Name ?? "", PlainText.Normalize(Input.Email), Input.Password!, cancellationToken))
        {
            case Joining.Joined { Member: var member }:
                await signIn.SignInAsync(member, isPersistent: false);
                return RedirectToPage("/Staff/Cases/Index");

            case Joining.Refused refused:
                foreach (var problem in refused.PasswordProblems)
                {
                    ModelState.AddModelError("Input.Password", problem);
                }

                if (refused.EmailIsTaken)
                {
                    ModelState.AddModelError(
                        Invitation.Email is null ? "Input.Email" : "", "Somebody with this email address is a member of staff already");
                }

                return this.PageWithErrors();

            default:
                Invitation = null;
                return LinkNotUsable();
        }
    }

    private PageResult LinkNotUsable() => this.PageWithErrors(StatusCodes.Status404NotFound);

    private void RequireNameAndEmail()
    {
        if (PlainText.Normalize(Input.Name).Length == 0)
        {
            ModelState.AddModelError("Input.Name", "Enter your name");
        }

        if (PlainText.Normalize(Input.Email).Length == 0)
        {
            ModelState.AddModelError("Input.Email", "Enter your email address");
        }
    }

    public class InputModel
    {
        [Display(Name = "Name")]
        [PlainText("your name", StaffMember.MaxNameLength)]
        public string? Name { get; set; }

        [Display(Name = "Email address")]
        [EmailFormat]
        public string? Email { get; set; }

        [Display(Name = "Password")]
        [Required(ErrorMessage = "Choose a password")]
        public string? Password { get; set; }
    }
}
