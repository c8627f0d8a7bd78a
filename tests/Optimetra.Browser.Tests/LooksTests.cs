using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Optimetra.Browser.Tests.Infrastructure;
using Optimetra.Tests.Infrastructure;

namespace Optimetra.Browser.Tests;

/// <summary>
/// Every page and state, at the widths of a telephone, a tablet and a desk, light and dark: nothing wider than the window, and
/// nothing that axe finds against WCAG 2.2 AA. The pictures are kept beside the tests' results, to be looked at.
/// </summary>
[Collection(BrowserCollection.Name)]
public class LooksTests(BrowserSite browser)
{
    private static readonly string Pictures = Path.Combine(Repository.Root, "tests", "screenshots");

    /// <summary>A zoom of 400 % at a width of 1280 leaves 320 (WCAG 2.2, 1.4.10).</summary>
    private static readonly int[] Widths = [320, 768, 1280];

    private static readonly ColorScheme[] Themes = [ColorScheme.Light, ColorScheme.Dark];

    /// <summary>Each theme once, and the narrowest and the widest layout: axe takes longer than all the pictures.</summary>
    private static readonly (int Width, ColorScheme Theme)[] AxeLooksAt = [(320, ColorScheme.Light), (1280, ColorScheme.Dark)];

    [Fact]
    public async Task PublicPages_FitAndAreAccessible()
    {
        // Scripts are on for axe only; the pages have none.
        await using var visitor = await browser.VisitorAsync(scripts: true);
        var page = await visitor.NewPageAsync();

        foreach (var address in new[] { "/", "/privacy", "/contact", "/request-information", "/receipt", "/receipt/lost-code", "/receipt/new-code", "/accessibility", "/no-such-page" })
        {
            await page.GotoAsync(address);
            await CheckAsync(page, address == "/" ? "home" : address.Trim('/').Replace('/', '-'));
        }

        await page.GotoAsync("/contact");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send message" }).ClickAsync();
        await CheckAsync(page, "contact-mistakes");

        await page.GotoAsync("/request-information");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();
        await CheckAsync(page, "request-mistakes");

        await BrowserSite.SendMessageAsync(page, "Does this receipt look right?");
        await CheckAsync(page, "receipt-given");

        await page.GetByRole(AriaRole.Button, new() { Name = "See the state of your case" }).ClickAsync();
        await CheckAsync(page, "receipt-opened");
    }

    [Fact]
    public async Task TheFile_InEveryStep_FitsAndIsAccessible()
    {
        await using var visitor = await browser.VisitorAsync(scripts: true);
        var page = await visitor.NewPageAsync();
        await using var staff = await browser.StaffAsync(scripts: true);
        var desk = await staff.NewPageAsync();
        var receipt = await BrowserSite.SendMessageAsync(page, "How does my own file look?");

        await desk.GotoAsync($"/staff/cases/{receipt.Reference}");
        await desk.GetByLabel("Reply to the sender").FillAsync("Like this.\n\nKind regards");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Send reply" }).ClickAsync();
        await BrowserSite.OpenFileAsync(page, receipt);
        await PressAsync(page, "Send message");
        await CheckAsync(page, "file-mistake");
        await page.GetByLabel("New message").FillAsync("Thank you. And when it is corrected?");
        await PressAsync(page, "Send message");
        await PressAsync(page, "Correct what I sent");
        await CheckAsync(page, "file-correct");
        await page.GetByLabel("Message").FillAsync("How does my own file look, when it is corrected?");
        await PressAsync(page, "Save the correction");
        await page.GetByText("As it was sent at first").ClickAsync();
        await CheckAsync(page, "file");
        await PressAsync(page, "Withdraw it …");
        await CheckAsync(page, "file-withdraw");
        await PressAsync(page, "Withdraw it");
        await CheckAsync(page, "file-withdrawn");
        await desk.ReloadAsync();
        await CheckAsync(desk, "desk-case-withdrawn");
        await PressAsync(page, "I have changed my mind: keep it");

        await desk.GotoAsync($"/staff/cases/{receipt.Reference}");
        await desk.GetByText("Put on hold").First.ClickAsync();
        await desk.GetByLabel("Why it must be kept").FillAsync("A court has asked for it.");
        await PressAsync(desk, "Put on hold");
        await CheckAsync(desk, "desk-case-held");
        await BrowserSite.OpenFileAsync(page, receipt);
        await PressAsync(page, "Erase it …");
        await CheckAsync(page, "file-erase");
        await PressAsync(page, "Erase it for good");
        await CheckAsync(page, "file-held");
        await PressAsync(desk, "End the hold");
        await CheckAsync(desk, "desk-case-erased");
        await BrowserSite.OpenFileAsync(page, receipt);
        await CheckAsync(page, "file-certificate");

        await page.GotoAsync("/receipt/lost-code");
        await page.GetByLabel("Reference").FillAsync(receipt.Reference);
        await page.GetByLabel("Email address").FillAsync("ada@example.org");
        await PressAsync(page, "Send me a code");
        await CheckAsync(page, "lost-code-asked");
    }

    [Fact]
    public async Task DeskPages_FitAndAreAccessible()
    {
        await using var visitor = await browser.VisitorAsync();
        var (reference, _) = await BrowserSite.SendMessageAsync(
            await visitor.NewPageAsync(), "A message with a word that is longerthananyscreeniswide" + new string('e', 120) + " and then some.");

        await using var staff = await browser.StaffAsync(scripts: true);
        var page = await staff.NewPageAsync();
        foreach (var address in new[] { "/staff/cases", "/staff/cases?state=closed", "/staff/members", "/staff/outbox", "/staff/sign-in", "/staff/no-such-page" })
        {
            await page.GotoAsync(address);
            await CheckAsync(page, "desk-" + address.Split('/')[^1].Replace("?", "-", StringComparison.Ordinal));
        }

        await page.GotoAsync($"/staff/cases/{reference}");
        await page.GetByLabel("Note for colleagues").FillAsync("Called back; they will write again.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write note" }).ClickAsync();
        await CheckAsync(page, "desk-case");

        await page.GotoAsync("/staff/members");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        await CheckAsync(page, "desk-members-mistakes");

        await page.GetByLabel("Name").FillAsync("Alan Example");
        await page.GetByLabel("Email address").FillAsync("alan@optimetra.example");
        await page.GetByLabel("Subcontractor").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        await CheckAsync(page, "desk-members-link");
        var link = await page.Locator("code.long").InnerTextAsync();
        await page.GotoAsync(link);
        await CheckAsync(page, "desk-join");

        // A sign-in that ends while somebody writes.
        await page.GotoAsync($"/staff/cases/{reference}");
        await page.GetByLabel("Note for colleagues").FillAsync("This must not be lost.");
        await staff.ClearCookiesAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Write note" }).ClickAsync();
        await CheckAsync(page, "desk-signed-out");
    }

    private static Task PressAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Looks at one page on every screen, as somebody does who turns their telephone or zooms in.</summary>
    private static async Task CheckAsync(IPage page, string name)
    {
        // A click waits for the page, not for its style sheet.
        await BrowserSite.LoadAsync(page);
        foreach (var width in Widths)
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (var theme in Themes)
            {
                await page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
                await CheckAsync(page, name, width, theme);
            }
        }
    }

    private static async Task CheckAsync(IPage page, string name, int width, ColorScheme theme)
    {
        await page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Pictures, $"{name}-{width}-{theme.ToString().ToLowerInvariant()}.png"),
            FullPage = true,
        });

        var shown = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(shown <= width, $"{name} is {shown} wide in a window of {width}.");
        if (!AxeLooksAt.Contains((width, theme)))
        {
            return;
        }

        var found = await page.RunAxe(new()
        {
            ResultTypes = [ResultType.Violations],
            RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        });
        Assert.True(
            found.Violations.Length == 0,
            $"{name} at {width}, {theme}: " + string.Join("; ", found.Violations.Select(v => $"{v.Id}: {v.Help} ({v.Nodes[0].Html})")));
    }
}
