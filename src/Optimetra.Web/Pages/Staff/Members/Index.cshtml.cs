using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Web.Commands;
using Optimetra.Web.Forms;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Staff.Members;

/// <summary>Who may sign in, for administrators: see, invite, end access.</summary>
public class IndexModel(StaffService staff, Doors doors) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public IReadOnlyList<MemberRow> Members { get; private set; } = [];

    public IReadOnlyList<InvitationRow> Invitations { get; private set; } = [];

    /// <summary>The link just made. It is shown in the answer to the post, since it can be shown only once.</summary>
    public string? Link { get; private set; }

    public string? LinkFor { get; private set; }

    /// <summary>What was done just now, to be said once.</summary>
    public string? Done { get; private set; }

    public IEnumerable<SelectListItem> Roles => Enum.GetValues<StaffRole>().Select(r => new SelectListItem(CaseWords.Of(r), r.ToString()));

    public IEnumerable<SelectListItem> AdministratorChoice => [new("Also an administrator, who manages members (employees only)", "yes")];

    public async Task<IActionResult> OnGetAsync(string? handler, string? done, CancellationToken cancellationToken)
    {
        if (handler is not null)
        {
            return NotFound();
        }

        Done = done switch
        {
            "ended" => "Access has ended.",
            "withdrawn" => "The link is withdrawn: it can no longer be used.",
            _ => null,
        };
        await LoadAsync(cancellationToken);

        return Page();
    }

    public async Task<IActionResult> OnPostInviteAsync(CancellationToken cancellationToken)
    {
        var reader = HttpContext.Reader();
        await LoadAsync(cancellationToken);
        var isAdministrator = Input.Administrator?.Contains("yes") == true;
        if (isAdministrator && Input.Role != nameof(StaffRole.Employee))
        {
            ModelState.AddModelError("Input.Administrator", "Only an employee can be an administrator");
        }

        // Only an address that can be one is looked up: what holds no characters cannot even be compared.
        if (ModelState.IsValid && await staff.IsMemberAsync(PlainText.Normalize(Input.Email)))
        {
            ModelState.AddModelError("Input.Email", "Somebody with this email address is a member of staff already");
        }

        if (!ModelState.IsValid)
        {
            return this.PageWithErrors();
        }

        var invitee = new Invitee(
            PlainText.Normalize(Input.Email), PlainText.Normalize(Input.Name), Enum.Parse<StaffRole>(Input.Role!), isAdministrator);
        Link = OptimetraCommands.JoinLink(doors, await staff.InviteAsync(reader, invitee, cancellationToken));
        LinkFor = invitee.Name;
        await LoadAsync(cancellationToken);
        // The form below is for the next one.
        Input = new InputModel();
        ModelState.Clear();

        return Page();
    }

    public async Task<IActionResult> OnPostDeactivateAsync(Guid memberId, CancellationToken cancellationToken)
    {
        var reader = HttpContext.Reader();
        if (await staff.DeactivateAsync(reader, memberId, cancellationToken))
        {
            return RedirectToPage("/Staff/Members/Index", new { handler = "", done = "ended" });
        }

        await LoadAsync(cancellationToken);
        ModelState.Clear();
        ModelState.AddModelError("", "This was not done: it is yourself, or their access has ended already");

        return this.PageWithErrors(StatusCodes.Status409Conflict);
    }

    public async Task<IActionResult> OnPostVoidAsync(Guid invitationId, CancellationToken cancellationToken)
    {
        if (await staff.VoidInvitationAsync(HttpContext.Reader(), invitationId, cancellationToken))
        {
            return RedirectToPage("/Staff/Members/Index", new { handler = "", done = "withdrawn" });
        }

        await LoadAsync(cancellationToken);
        ModelState.Clear();
        ModelState.AddModelError("", "This was not done: the link was used, withdrawn or too old already");

        return this.PageWithErrors(StatusCodes.Status409Conflict);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Members = await staff.ListMembersAsync(HttpContext.Reader(), cancellationToken);
        Invitations = await staff.ListInvitationsAsync(HttpContext.Reader(), cancellationToken);
    }

    public class InputModel
    {
        [Display(Name = "Name")]
        [Required(ErrorMessage = "Enter their name")]
        [PlainText("the name", StaffMember.MaxNameLength)]
        public string? Name { get; set; }

        [Display(Name = "Email address")]
        [Required(ErrorMessage = "Enter their email address")]
        [EmailFormat]
        public string? Email { get; set; }

        [Display(Name = "What they are to Optimetra")]
        [Required(ErrorMessage = "Choose what they are to Optimetra")]
        [AllowedValues(
            nameof(StaffRole.Employee), nameof(StaffRole.Subcontractor), nameof(StaffRole.Associate), ErrorMessage = "Choose what they are to Optimetra")]
        public string? Role { get; set; }

        [Display(Name = "Administrator")]
        public List<string>? Administrator { get; set; } = [];
    }
}
