using Microsoft.Extensions.Options;
using Optimetra.Web.Settings;
using Optimetra.Web.Words;

namespace Optimetra.Web.Pages;

/// <summary>One entry of the site's navigation.</summary>
public sealed record NavigationEntry(string Address, string Text);

/// <summary>What header and footer show on every page.</summary>
public sealed class SiteNavigation(ContentPages content, IOptions<CompanyOptions> company)
{
    public CompanyOptions Company => company.Value;

    public IEnumerable<NavigationEntry> Header =>
    [
        .. FromFiles(NavigationPlace.Header),
        new("/request-information", "Request information"),
        new("/contact", "Contact"),
        new("/receipt", "Your receipt"),
    ];

    public IEnumerable<NavigationEntry> Footer => [new("/privacy", "Privacy policy"), .. FromFiles(NavigationPlace.Footer)];

    private IEnumerable<NavigationEntry> FromFiles(NavigationPlace place) => content.All
        .Where(p => p.Navigation == place && p.Slug != ContentPages.HomeSlug)
        .Select(p => new NavigationEntry($"/{p.Slug}", p.Title));
}
