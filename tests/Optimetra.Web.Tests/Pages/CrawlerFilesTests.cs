using System.Net;
using System.Xml.Linq;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages;

[Collection(nameof(Site))]
public class CrawlerFilesTests(OptimetraApplication app)
{
    [Fact]
    public async Task Robots_MayReadEverythingAndFindTheSitemap()
    {
        var answer = await app.AtPublicDoor().GetAsync("/robots.txt");

        Assert.Equal("User-agent: *\nAllow: /\nSitemap: https://www.optimetra.test/sitemap.xml\n", answer.Text);
        Assert.Equal("text/plain; charset=utf-8", answer.Header("Content-Type"));
    }

    [Fact]
    public async Task TheSitemap_NamesEveryPageThatIsThereAndNoOther()
    {
        var answer = await app.AtPublicDoor().GetAsync("/sitemap.xml");

        Assert.Equal("application/xml; charset=utf-8", answer.Header("Content-Type"));
        XNamespace ns = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var addresses = XDocument.Parse(answer.Text).Root!.Elements(ns + "url").Select(url => url.Element(ns + "loc")!.Value).ToList();
        Assert.Equal(
            ["/", "/accessibility", "/contact", "/privacy", "/receipt", "/request-information"],
            addresses.Select(a => new Uri(a).AbsolutePath).Order(StringComparer.Ordinal));
        foreach (var address in addresses)
        {
            Assert.StartsWith("https://www.optimetra.test/", address, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await app.AtPublicDoor().GetAsync(address)).Status);
        }
    }

    [Fact]
    public async Task TheFavicon_IsAPicture()
    {
        var answer = await app.AtPublicDoor().GetAsync("/favicon.ico");

        Assert.Equal("image/x-icon", answer.Header("Content-Type"));
        Assert.Equal([0, 0, 1, 0], answer.Body[..4]);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/contact")]
    [InlineData("/no-such-page")]
    public async Task EveryPage_HasTelephoneEmailAndPolicyAtItsFootAndLoadsNothingFromElsewhere(string address)
    {
        var page = await app.AtPublicDoor().GetAsync(address);

        Assert.NotNull(page.Page.QuerySelector("footer a[href='tel:+18007589710']"));
        Assert.NotNull(page.Page.QuerySelector($"footer a[href='mailto:{OptimetraApplication.CompanyEmail}']"));
        Assert.NotNull(page.Page.QuerySelector("footer a[href='/privacy']"));
        Assert.Empty(page.Page.QuerySelectorAll("script, iframe, object, embed, [style], [onclick]"));
        Assert.All(
            page.Page.QuerySelectorAll("[src], link[href], form[action]"),
            e => Assert.Matches("^/[^/]", e.GetAttribute("src") ?? e.GetAttribute("href") ?? e.GetAttribute("action")!));
    }
}
