using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Web.Words;

namespace Optimetra.Web.Pages.Privacy;

[PreparedPage]
public class IndexModel(PolicyText policy, TimeProvider clock) : PageModel
{
    public RenderedMarkdown Text { get; private set; } = null!;

    public DateTime OnSiteSince { get; private set; }

    public void OnGet()
    {
        var inForce = policy.InForceAt(clock.GetUtcNow());
        Text = policy.Render(inForce);
        OnSiteSince = inForce.Version.Day.ToDateTime(TimeOnly.MinValue);
    }
}
