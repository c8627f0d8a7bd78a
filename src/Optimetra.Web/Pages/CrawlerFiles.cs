using System.Text;
using System.Xml.Linq;
using Optimetra.Web.Security;
using Optimetra.Web.Words;

namespace Optimetra.Web.Pages;

/// <summary><c>/robots.txt</c> (RFC 9309) and <c>/sitemap.xml</c> (sitemaps.org, 0.9), for search engines.</summary>
internal static class CrawlerFiles
{
    private const string SitemapNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    private static readonly string[] FixedPages = ["/", "/privacy", "/contact", "/request-information", "/receipt"];

    public static void MapCrawlerFiles(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/robots.txt", ["GET", "HEAD"], (Doors doors) => Results.Text(
            $"User-agent: *\nAllow: /\n{(doors.AreOne ? $"Disallow: {Doors.StaffPath}\n" : "")}Sitemap: {doors.Public.OriginText}/sitemap.xml\n",
            "text/plain", Encoding.UTF8)).AllowAnonymous();
        endpoints.MapMethods("/sitemap.xml", ["GET", "HEAD"], (Doors doors, ContentPages content) => Results.Text(
            Sitemap(doors.Public.OriginText, content), "application/xml", Encoding.UTF8)).AllowAnonymous();
    }

    private static string Sitemap(string origin, ContentPages content)
    {
        XNamespace ns = SitemapNamespace;
        var addresses = FixedPages.Concat(content.All.Where(p => p.Slug != ContentPages.HomeSlug).Select(p => $"/{p.Slug}"));

        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
            + new XElement(ns + "urlset", addresses.Select(a => new XElement(ns + "url", new XElement(ns + "loc", origin + a))));
    }
}
