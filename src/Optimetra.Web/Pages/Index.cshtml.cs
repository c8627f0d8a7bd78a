using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Web.Words;

namespace Optimetra.Web.Pages;

[PreparedPage]
public class IndexModel(ContentPages content) : PageModel
{
    public PageFile? Home => content.Find(ContentPages.HomeSlug);

    public void OnGet()
    {
    }
}
