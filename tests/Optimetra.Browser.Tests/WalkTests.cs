using Microsoft.Playwright;
using Optimetra.Browser.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Optimetra.Browser.Tests;

/// <summary>The whole walk through the house, from a visitor's browser to a member of staff's and back.</summary>
[Collection(BrowserCollection.Name)]
public class WalkTests(BrowserSite browser)
{
    [Fact]
    public async Task Visitor_SendsBothForms_AndStaffReadThemAndCloseOne()
    {
        await using var visitor = await browser.VisitorAsync();
        var page = await visitor.NewPageAsync();
        var requested = new List<string>();
        page.Request += (_, request) => requested.Add(request.Url);

        await page.GotoAsync("/privacy");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Privacy Policy");

        var message = await BrowserSite.SendMessageAsync(page, "Could you call me about lantern repairs?");
        var request = await SendRequestAsync(page);

        // Back again, with the two halves.
        await OpenReceiptAsync(page, message);
        await Expect(page.Locator(".lead")).ToContainTextAsync("nobody has taken it up yet");

        await using var staff = await browser.StaffAsync();
        var desk = await staff.NewPageAsync();
        await ReadAsync(desk, request.Reference, "How long do lanterns last?");
        await ReadAsync(desk, message.Reference, "Could you call me about lantern repairs?");

        await desk.GetByRole(AriaRole.Button, new() { Name = "Take it" }).ClickAsync();
        await Expect(desk.Locator(".done")).ToHaveTextAsync("You have taken this case.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(desk.Locator(".done")).ToHaveTextAsync("The case is closed.");
        var ledger = await desk.Locator(".ledger li").AllInnerTextsAsync();
        Assert.Contains(ledger, line => line.Contains("The sender sent it", StringComparison.Ordinal));
        Assert.Contains(ledger, line => line.Contains("Grace Example (employee) opened it, to answer it", StringComparison.Ordinal));
        Assert.Contains(ledger, line => line.Contains("Grace Example (employee) closed it", StringComparison.Ordinal));

        await OpenReceiptAsync(page, message);
        await Expect(page.Locator(".lead")).ToContainTextAsync("the case is closed");

        Assert.Empty(await visitor.CookiesAsync());
        Assert.All(requested, url => Assert.StartsWith(browser.Site.PublicUrl + "/", url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Receipt_ReloadedInTheBrowser_IsTheSameReceipt()
    {
        await using var visitor = await browser.VisitorAsync();
        var page = await visitor.NewPageAsync();
        var first = await BrowserSite.SendMessageAsync(page, "Once is enough.");

        await page.ReloadAsync();

        Assert.Equal(first, await BrowserSite.ReadReceiptAsync(page));
    }

    [Fact]
    public async Task Receipt_SavedAsAFile_HoldsBothHalves()
    {
        await using var visitor = await browser.VisitorAsync();
        var page = await visitor.NewPageAsync();
        var (reference, code) = await BrowserSite.SendMessageAsync(page, "A file, please.");

        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Save as a text file" }).ClickAsync());

        Assert.Equal($"{reference}.txt", download.SuggestedFilename);
        var text = await File.ReadAllTextAsync((await download.PathAsync())!);
        Assert.Contains(reference, text, StringComparison.Ordinal);
        Assert.Contains(code, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_TakeTheFocusToASummary_WhoseLinksLeadToTheFields()
    {
        await using var visitor = await browser.VisitorAsync();
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/contact");
        await page.GetByLabel("Name").FillAsync("Ada Example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send message" }).ClickAsync();

        await Expect(page.Locator(".error-summary")).ToBeFocusedAsync();
        await page.Locator(".error-summary").GetByText("Enter your email address").ClickAsync();
        await Expect(page.Locator("#Input_Email")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("Ada Example");
        Assert.StartsWith("Error: ", await page.TitleAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keyboard_ReachesTheContentFirst()
    {
        await using var visitor = await browser.VisitorAsync();
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");

        await page.Keyboard.PressAsync("Tab");

        await Expect(page.GetByText("Skip to the content")).ToBeFocusedAsync();
        await Expect(page.GetByText("Skip to the content")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Staff_SignOutAndIn_WithOneCookieThatScriptsCannotReadAndOtherSitesCannotSend()
    {
        await using var staff = await browser.StaffAsync();
        var page = await staff.NewPageAsync();
        await page.GotoAsync("/staff");
        await SignInAsync(await SignedOutAsync(page));
        // Signing out ended the sign-in of every browser, also of those that other tests will open.
        await browser.KeepSignInAsync(staff);

        var cookie = Assert.Single(await staff.CookiesAsync());
        Assert.Equal("/staff", cookie.Path);
        Assert.True(cookie is { HttpOnly: true, Secure: true, SameSite: SameSiteAttribute.Strict });
    }

    private static async Task<IPage> SignedOutAsync(IPage page)
    {
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/staff/cases?state=closed");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");

        return page;
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.GetByLabel("Email address").FillAsync(BrowserSite.AdministratorEmail);
        await page.GetByLabel("Password").FillAsync(BrowserSite.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Cases: Closed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
        await page.GetByLabel("Email address").FillAsync(BrowserSite.AdministratorEmail);
        await page.GetByLabel("Password").FillAsync(BrowserSite.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Open cases");
    }

    private static async Task<(string Reference, string Code)> SendRequestAsync(IPage page)
    {
        await page.GotoAsync("/request-information");
        await page.GetByLabel("The information you hold about me").CheckAsync();
        await page.GetByLabel("What do you want to know?").FillAsync("How long do lanterns last?");
        await page.GetByLabel("Name").FillAsync("Ada Example");
        await page.GetByLabel("Email address").FillAsync("ada@example.org");
        await page.GetByLabel("By email").CheckAsync();
        await page.WaitForTimeoutAsync(3_200);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();

        return await BrowserSite.ReadReceiptAsync(page);
    }

    private static async Task OpenReceiptAsync(IPage page, (string Reference, string Code) receipt)
    {
        await page.GotoAsync("/receipt");
        await page.GetByLabel("Reference").FillAsync(receipt.Reference.ToLowerInvariant());
        await page.GetByLabel("Code").FillAsync(receipt.Code.Replace("-", " ", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Open my case" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync($"Case {receipt.Reference}");
        Assert.DoesNotContain(receipt.Code, page.Url, StringComparison.Ordinal);
    }

    private static async Task ReadAsync(IPage desk, string reference, string words)
    {
        await desk.GotoAsync("/staff/cases");
        await desk.GetByRole(AriaRole.Link, new() { Name = reference }).ClickAsync();
        await Expect(desk.Locator("h1")).ToHaveTextAsync($"Case {reference}");
        await Expect(desk.Locator(".sent")).ToContainTextAsync(words);
    }
}
