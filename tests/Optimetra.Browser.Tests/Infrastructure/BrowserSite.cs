using Microsoft.Playwright;

namespace Optimetra.Browser.Tests.Infrastructure;

/// <summary>A running site, a Chromium to look at it with, and an administrator who has joined through the first-run link.</summary>
public sealed class BrowserSite : IAsyncLifetime
{
    public const string AdministratorEmail = "grace@optimetra.example";
    public const string AdministratorName = "Grace Example";
    public const string Password = "four quiet lanterns over Elm Street";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;

    public RunningSite Site { get; } = new();

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Where a signed-in administrator's cookie is kept between contexts.</summary>
    private string? _signedIn;

    public async Task InitializeAsync()
    {
        await Site.StartAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Headless = true, Args = Arguments });

        await using var context = await Browser.NewContextAsync();
        await JoinAsync(await context.NewPageAsync(), Site.FirstRunLink);
        await KeepSignInAsync(context);
    }

    /// <summary>From here on, the administrator's browsers begin with the sign-in of this one.</summary>
    public async Task KeepSignInAsync(IBrowserContext context) => _signedIn = await context.StorageStateAsync();

    public async Task DisposeAsync()
    {
        await Browser.CloseAsync();
        _playwright?.Dispose();
        await Site.DisposeAsync();
    }

    /// <summary>A visitor's browser: as public pages promise, without a script.</summary>
    public Task<IBrowserContext> VisitorAsync(bool scripts = false) =>
        Browser.NewContextAsync(Options(Site.PublicUrl, scripts));

    /// <summary>The administrator's browser, signed in.</summary>
    public Task<IBrowserContext> StaffAsync(bool scripts = false)
    {
        var options = Options(Site.StaffUrl, scripts);
        options.StorageState = _signedIn;

        return Browser.NewContextAsync(options);
    }

    /// <summary>A visitor's browser at another site than the one that all tests share.</summary>
    public Task<IBrowserContext> BrowserAtAsync(string baseUrl) => Browser.NewContextAsync(Options(baseUrl, scripts: false));

    /// <summary>
    /// Waits until the page has all that belongs to it. N.B. the page is asked itself: waiting for Playwright's own load event can wait for
    /// one that has passed.
    /// </summary>
    public static async Task LoadAsync(IPage page)
    {
        while (await page.EvaluateAsync<string>("document.readyState") != "complete")
        {
            await page.WaitForTimeoutAsync(20);
        }
    }

    /// <summary>Follows a first-run link to the end, and stays signed in.</summary>
    public static async Task JoinAsync(IPage page, string firstRunLink)
    {
        await page.GotoAsync(firstRunLink);
        await page.GetByLabel("Name").FillAsync(AdministratorName);
        await page.GetByLabel("Email address").FillAsync(AdministratorEmail);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Open cases");
    }

    /// <summary>Opens a case with both halves of its receipt.</summary>
    public static async Task OpenFileAsync(IPage page, (string Reference, string Code) receipt)
    {
        await page.GotoAsync("/receipt");
        await page.GetByLabel("Reference").FillAsync(receipt.Reference);
        await page.GetByLabel("Code").FillAsync(receipt.Code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open my case" }).ClickAsync();
    }

    /// <summary>Sends the contact form as a person would, and returns reference and code from the receipt.</summary>
    public static async Task<(string Reference, string Code)> SendMessageAsync(IPage page, string message)
    {
        await page.GotoAsync("/contact");
        await page.GetByLabel("Name").FillAsync("Ada Example");
        await page.GetByLabel("Email address").FillAsync("ada@example.org");
        await page.GetByLabel("By email").CheckAsync();
        await page.Locator("#Input_Message").FillAsync(message);
        // Sooner, and it would look like a robot's.
        await page.WaitForTimeoutAsync(3_200);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send message" }).ClickAsync();

        return await ReadReceiptAsync(page);
    }

    public static async Task<(string Reference, string Code)> ReadReceiptAsync(IPage page)
    {
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("has arrived");
        var halves = await page.Locator(".receipt code").AllInnerTextsAsync();

        return (halves[0], halves[1]);
    }

    private static BrowserNewContextOptions Options(string baseUrl, bool scripts) => new()
    {
        BaseURL = baseUrl,
        ViewportSize = new() { Width = 1280, Height = 900 },
        JavaScriptEnabled = scripts,
        ReducedMotion = ReducedMotion.Reduce,
    };
}

/// <summary>One site and one browser for all tests of this project: starting them takes longer than most tests.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserSite>
{
    public const string Name = "Browser";
}
