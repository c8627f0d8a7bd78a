using System.Text.Encodings.Web;
using Optimetra.Core;
using Optimetra.Web.Words;

namespace Optimetra.Web.Tests.Words;

public class PageFileTests
{
    [Fact]
    public void AFile_IsAPageWithTitleDescriptionAndPlace()
    {
        var page = PageFile.Read("/pages/about-us.md", "---\ndescription: Who we are.\nnavigation: footer\norder: 5\n---\n# About *us*\n\nWords.");

        Assert.Equal("about-us", page.Slug);
        Assert.Equal("About us", page.Title);
        Assert.Equal("Who we are.", page.Description);
        Assert.Equal(NavigationPlace.Footer, page.Navigation);
        Assert.Equal(5, page.Order);
    }

    [Theory]
    [InlineData("# `code`", "code")]
    [InlineData("# The `code` of *conduct*", "The code of conduct")]
    [InlineData("# Terms &amp; conditions", "Terms & conditions")]
    public void TheTitle_IsAllThatTheHeadingSays(string text, string title) => Assert.Equal(title, PageFile.Read("about.md", text).Title);

    [Fact]
    public void WithoutFacts_APageStandsInTheHeader() =>
        Assert.Equal(NavigationPlace.Header, PageFile.Read("about.md", "# About us").Navigation);

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("Words <b onclick=alert(1)>and</b> more")]
    public void RawHtml_IsShownAsText(string text)
    {
        using var html = new StringWriter();
        PageFile.Read("about.md", $"# About us\n\n{text}").Html.WriteTo(html, HtmlEncoder.Default);

        var shown = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html.ToString()).Body!;
        Assert.Equal(text, shown.QuerySelector("p")!.TextContent);
        Assert.Empty(shown.QuerySelectorAll("script, img, b"));
    }

    [Theory]
    [InlineData("https://elsewhere.test/a.png")]
    [InlineData("//elsewhere.test/a.png")]
    [InlineData("a.png")]
    [InlineData("data:image/png;base64,AAAA")]
    public void APictureFromElsewhere_IsRefused(string address) =>
        IsRefused("about.md", $"# About us\n\n![A picture]({address})", "only the site's own can be shown, at addresses that begin with \"/\".");

    [Fact]
    public void APictureOfTheSitesOwn_IsShown()
    {
        using var html = new StringWriter();
        PageFile.Read("about.md", "# About us\n\n![A picture](/assets/a.png)").Html.WriteTo(html, HtmlEncoder.Default);

        Assert.Contains("<img src=\"/assets/a.png\" alt=\"A picture\"", html.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contact")]
    [InlineData("request-information")]
    [InlineData("receipt")]
    [InlineData("privacy")]
    [InlineData("staff")]
    [InlineData("assets")]
    [InlineData("healthz")]
    [InlineData("order")]
    [InlineData("surveys")]
    [InlineData("forum")]
    public void ANameThatTheSiteItselfAnswersAt_IsRefused(string name) =>
        IsRefused($"{name}.md", "# Ours", $"must have another name: the site itself answers at /{name}.");

    [Theory]
    [InlineData("About.md")]
    [InlineData("about us.md")]
    [InlineData("über.md")]
    [InlineData("about_us.md")]
    public void ANameThatIsNoAddress_IsRefused(string file) =>
        IsRefused(file, "# About us", "must be named by its address: lower-case letters, digits and hyphens.");

    [Theory]
    [InlineData("Words without a title.", "must begin with its title")]
    [InlineData("## Too small a title", "must begin with its title")]
    [InlineData("", "must begin with its title")]
    [InlineData("#", "must begin with its title")]
    [InlineData("# ![](/assets/a.png)", "must begin with its title")]
    [InlineData("# &nbsp;", "must begin with its title")]
    [InlineData("---\ncolour: red\n---\n# A", "has the line \"colour: red\" at its top")]
    [InlineData("---\nno colon\n---\n# A", "has the line \"no colon\" at its top")]
    [InlineData("---\nnavigation: left\n---\n# A", "has navigation \"left\"; it may be header, footer or none.")]
    [InlineData("---\norder: first\n---\n# A", "has order \"first\"; it may be a whole number.")]
    [InlineData("---\norder: 1\n# A", "has the line \"---\" at its top")]
    public void AFileThatIsNoPage_IsRefusedInWordsThatSayWhatToChange(string text, string message) => IsRefused("about.md", text, message);

    private static void IsRefused(string file, string text, string message)
    {
        var refused = Assert.Throws<WrongSettingException>(() => PageFile.Read(file, text));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }
}
