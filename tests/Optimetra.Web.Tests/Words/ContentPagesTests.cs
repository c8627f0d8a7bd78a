using System.Net;
using Optimetra.Web.Tests.Infrastructure;
using Optimetra.Web.Words;

namespace Optimetra.Web.Tests.Words;

/// <summary>The site's words can be changed while it runs, by whoever may change files.</summary>
public sealed class ContentPagesTests : IDisposable
{
    private static readonly TimeSpan LongEnoughForAWatcher = TimeSpan.FromSeconds(30);

    private readonly SiteWithOwnWords _app = new();

    [Fact]
    public async Task ANewFile_IsANewPageAndAnEntryInTheNavigation()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/about")).Status);
        await GetAsync("/");

        Write("about.md", "---\nnavigation: header\n---\n# About us\n\nSince long ago.", pages => pages.Find("about") is not null);

        var page = await GetAsync("/about");
        Assert.Equal("About us", page.Heading);
        Assert.Equal("/about", (await GetAsync("/")).Page.QuerySelectorAll("header nav a").First(a => a.TextContent == "About us").GetAttribute("href"));
        Assert.Equal("About us", (await GetAsync("/contact")).Page.QuerySelector("header nav a[href='/about']")?.TextContent);
        Assert.Contains("<loc>https://www.optimetra.test/about</loc>", (await GetAsync("/sitemap.xml")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChangedFile_IsRenderedAnewWithATagOfItsOwn()
    {
        var before = await GetAsync("/accessibility");

        Write("accessibility.md", "---\nnavigation: footer\n---\n# Accessibility\n\nChanged.", pages => pages.Find("accessibility")!.Description is null);

        var after = await GetAsync("/accessibility");
        Assert.Equal("Changed.", after.TextOf("main p"));
        Assert.NotEqual(before.Header("ETag"), after.Header("ETag"));
        Assert.Equal(HttpStatusCode.OK, (await _app.AtPublicDoor().GetAsync("/accessibility", ("If-None-Match", before.Header("ETag")!))).Status);
    }

    [Fact]
    public async Task AFileThatIsSpoiled_LeavesThePageAsItWasAndIsReported()
    {
        await GetAsync("/");
        var version = Pages.Version;

        Write("accessibility.md", "No title, and navigation lost.", pages => pages.Version > version);

        Assert.Equal("Accessibility", (await GetAsync("/accessibility")).Heading);
        Assert.Contains(
            "A content page was left as it was", CapturedConsole.Instance.ReadAll(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADeletedFile_IsNoPageAnyMore()
    {
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/accessibility")).Status);

        File.Delete(Path.Combine(_app.PagesFolder, "accessibility.md"));
        WaitFor(pages => pages.Find("accessibility") is null);

        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/accessibility")).Status);
        Assert.Null((await GetAsync("/")).Page.QuerySelector("a[href='/accessibility']"));
    }

    [Fact]
    public async Task ANewVersionOfThePolicy_IsShownFromItsDayOn()
    {
        File.WriteAllText(
            Path.Combine(_app.Root, "Content", "PrivacyPolicy", "2026-12-02.md"), "# Privacy Policy\n\nThe next words, or {email}.");

        Assert.Contains("since 22 November 2026", (await GetAsync("/privacy")).TextOf(".aside"), StringComparison.Ordinal);
        _app.Clock.Advance(TimeSpan.FromDays(1));

        var next = await GetAsync("/privacy");
        Assert.Contains("since 2 December 2026", next.TextOf(".aside"), StringComparison.Ordinal);
        Assert.Equal($"The next words, or {OptimetraApplication.CompanyEmail}.", next.TextOf(".policy p"));
    }

    public void Dispose() => _app.Dispose();

    private ContentPages Pages => _app.Services.GetRequiredService<ContentPages>();

    private Task<Answer> GetAsync(string address) => _app.AtPublicDoor().GetAsync(address);

    /// <summary>Puts the file there whole, as an editor does, and waits until the site has seen it.</summary>
    private void Write(string file, string text, Func<ContentPages, bool> seen)
    {
        var draft = Path.Combine(_app.Root, file);
        File.WriteAllText(draft, text);
        File.Move(draft, Path.Combine(_app.PagesFolder, file), overwrite: true);
        WaitFor(seen);
    }

    /// <summary>The file system tells the site in its own time.</summary>
    private void WaitFor(Func<ContentPages, bool> seen) =>
        Assert.True(SpinWait.SpinUntil(() => seen(Pages), LongEnoughForAWatcher), "The site did not see the change.");

    private sealed class SiteWithOwnWords : OptimetraApplication
    {
        private static readonly string Shipped = Path.GetDirectoryName(typeof(OptimetraSite).Assembly.Location)!;

        private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("optimetra-tests-");

        public SiteWithOwnWords()
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Shipped, "Content"), "*.md", SearchOption.AllDirectories)
                .Append(Path.Combine(Shipped, "appsettings.json")))
            {
                var copy = Path.Combine(Root, Path.GetRelativePath(Shipped, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        public string Root => _root.FullName;

        public string PagesFolder => Path.Combine(Root, "Content", "Pages");

        protected override string ContentRoot => Root;

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing && Directory.Exists(Root))
            {
                Directory.Delete(Root, recursive: true);
            }
        }
    }
}
