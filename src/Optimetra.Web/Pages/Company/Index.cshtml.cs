using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Web.Words;

namespace Optimetra.Web.Pages.Company;

[PreparedPage]
public class IndexModel(ContentPages pages) : PageModel
{
    public PageFile Words { get; private set; } = null!;

    public IActionResult OnGet(string slug)
    {
        if (pages.Find(slug) is not { } page)
        {
            return NotFound();
        }

        Words = page;

        return Page();
    }
}
