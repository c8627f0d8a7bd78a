using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages.Privacy;

[Collection(nameof(Site))]
public class IndexTests(OptimetraApplication app)
{
    /// <summary>What an obfuscator left of the address in the text that was handed over.</summary>
    private const string LostAddress = "[email\u00a0protected]";

    private static readonly string[] Titles =
    [
        "Privacy Policy",
        "How Optimetra Uses Your Information",
        "How Optimetra Collects Your Information",
        "Does Optimetra’s Web Site Use Cookies",
        "What Else Should I Know About My Privacy",
    ];

    [Fact]
    public async Task Get_ShowsThePolicyWordForWord()
    {
        var policy = (await OpenAsync()).Page.QuerySelector("article.policy")!;

        var shown = policy.Children.Select(block => block.TextContent.Trim());

        Assert.Equal(HandedOver.Select(line => line.Replace(LostAddress, OptimetraApplication.CompanyEmail, StringComparison.Ordinal)), shown);
    }

    [Fact]
    public async Task Get_ShowsTheTitlesAsHeadings()
    {
        var policy = (await OpenAsync()).Page.QuerySelector("article.policy")!;

        Assert.All(Titles, title => Assert.Contains(title, HandedOver));
        Assert.Equal(Titles, policy.QuerySelectorAll("h1, h2, h3, h4").Select(h => h.TextContent));
        Assert.Equal("Privacy Policy", policy.QuerySelector("h1")!.TextContent);
        Assert.Equal(Titles.Length - 1, policy.QuerySelectorAll("h2").Length);
    }

    [Fact]
    public async Task Get_LinksTelephoneAndMail()
    {
        var policy = (await OpenAsync()).Page.QuerySelector("article.policy")!;

        Assert.Equal("800-758-9710", policy.QuerySelector("a[href='tel:+18007589710']")?.TextContent);
        Assert.Equal(
            OptimetraApplication.CompanyEmail,
            policy.QuerySelector($"a[href='mailto:{OptimetraApplication.CompanyEmail}']")?.TextContent);
    }

    [Fact]
    public async Task AMailLink_HoldsTheAddressAndNothingThatAMailProgramWouldTakeForMore()
    {
        await using var other = OptimetraApplication.With(("Optimetra:Company:Email", "hello?bcc=eve&x%@optimetra.test"));

        var page = await other.AtPublicDoor().OpenAsync("/privacy");

        var links = page.Page.QuerySelectorAll("a[href^='mailto:']");
        Assert.Equal(2, links.Length);
        Assert.All(links, link =>
        {
            Assert.Equal("mailto:hello%3Fbcc%3Deve%26x%25@optimetra.test", link.GetAttribute("href"));
            Assert.Equal("hello?bcc=eve&x%@optimetra.test", link.TextContent);
        });
    }

    [Fact]
    public async Task Get_SaysSinceWhenItIsOnThisSiteAndNotSinceWhenItIsInForce()
    {
        var page = await OpenAsync();

        Assert.Equal("This version has been on this site since 22 November 2026.", page.TextOf(".aside"));
        Assert.Equal("2026-11-22", page.Page.QuerySelector(".aside time")?.GetAttribute("datetime"));
        Assert.DoesNotContain("in force", page.Text, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> HandedOver
    {
        get
        {
            using var text = new StreamReader(typeof(IndexTests).Assembly.GetManifestResourceStream("privacy-policy.txt")!);

            return text.ReadToEnd().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        }
    }

    private async Task<Answer> OpenAsync()
    {
        var page = await app.AtPublicDoor().GetAsync("/privacy");
        Assert.Equal(HttpStatusCode.OK, page.Status);

        return page;
    }
}
