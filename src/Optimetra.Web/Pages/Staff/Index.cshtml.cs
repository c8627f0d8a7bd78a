using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Optimetra.Web.Pages.Staff;

/// <summary>The desk begins with its cases.</summary>
public class IndexModel : PageModel
{
    public IActionResult OnGet() => RedirectToPage("/Staff/Cases/Index");
}
