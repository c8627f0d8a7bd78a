using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Optimetra.Browser.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Optimetra.Browser.Tests;

/// <summary>A sender's whole way with their own file, in a browser without script, on a site of its own.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FileWalkTests(BrowserSite browser) : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string[] Markers = ["quokkaname", "quokkamessage", "quokkareply", "quokkathread", "quokkanote", "quokkacorrected"];

    private readonly RunningSite _site = new();
    private IPage _page = null!;
    private IPage _desk = null!;

    public async Task InitializeAsync()
    {
        await _site.StartAsync();
        _page = await (await browser.BrowserAtAsync(_site.PublicUrl)).NewPageAsync();
        _desk = await (await browser.BrowserAtAsync(_site.StaffUrl)).NewPageAsync();
        await BrowserSite.JoinAsync(_desk, _site.FirstRunLink);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _page.Context.DisposeAsync();
        await _desk.Context.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Sender_IsRead_Answered_Writes_Corrects_Exports_Withdraws_ChangesTheirMind_AndErases()
    {
        var receipt = await SendAsync();

        // Somebody reads it, and answers.
        await _desk.GotoAsync($"/staff/cases/{receipt.Reference}");
        await _desk.GetByLabel("Note for colleagues").FillAsync("quokkanote");
        await PressAsync(_desk, "Write note");
        await _desk.GetByLabel("Reply to the sender").FillAsync("quokkareply: yes.");
        await PressAsync(_desk, "Send reply");
        await Expect(_desk.Locator(".done")).ToHaveTextAsync("Your reply is in the sender’s file.");

        await BrowserSite.OpenFileAsync(_page, receipt);
        await Expect(_page.Locator(".lead")).ToHaveTextAsync("It has been answered. The case is still open.");
        await Expect(_page.Locator(".ledger")).ToContainTextAsync("An employee opened it, to answer it");
        await Expect(_page.Locator(".thread")).ToContainTextAsync("quokkareply: yes.");
        await Expect(_page.Locator("body")).Not.ToContainTextAsync("quokkanote");
        await Expect(_page.Locator("body")).Not.ToContainTextAsync(BrowserSite.AdministratorName);

        await _page.GetByLabel("New message").FillAsync("quokkathread: and when?");
        await PressAsync(_page, "Send message");
        await Expect(_page.Locator(".done")).ToHaveTextAsync("Your message is with us.");
        await _page.ReloadAsync();
        await Expect(_page.Locator(".entry.message")).ToHaveCountAsync(1);

        await PressAsync(_page, "Correct what I sent");
        await _page.GetByLabel("Message").FillAsync("quokkacorrected");
        await PressAsync(_page, "Save the correction");
        await _desk.GotoAsync($"/staff/cases/{receipt.Reference}");
        await Expect(_desk.Locator(".sent")).ToContainTextAsync("quokkacorrected");
        await Expect(_desk.Locator(".sent .earlier")).ToContainTextAsync("quokkamessage");

        var export = await ExportAsync();
        Assert.Equal(receipt.Reference, export.GetProperty("reference").GetString());
        Assert.Equal(2, export.GetProperty("sent").GetArrayLength());
        Assert.Equal(2, export.GetProperty("thread").GetArrayLength());

        await PressAsync(_page, "Withdraw it …");
        await PressAsync(_page, "Withdraw it");
        await _desk.GotoAsync($"/staff/cases/{receipt.Reference}");
        await Expect(_desk.Locator(".sent")).ToContainTextAsync("The sender withdrew it");
        foreach (var marker in Markers)
        {
            await Expect(_desk.Locator("body")).Not.ToContainTextAsync(marker);
        }

        await PressAsync(_page, "I have changed my mind: keep it");
        await _desk.ReloadAsync();
        await Expect(_desk.Locator(".sent")).ToContainTextAsync("quokkacorrected");

        await PressAsync(_page, "Erase it …");
        await PressAsync(_page, "Erase it for good");
        await Expect(_page.GetByText("Certificate of deletion")).ToBeVisibleAsync();
        await BrowserSite.OpenFileAsync(_page, receipt);
        await Expect(_page.Locator(".certificate")).ToContainTextAsync("By you");

        Assert.Empty(FilesWith(Markers));
        Assert.DoesNotContain(Markers, m => _site.Output.Contains(m, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(receipt.Code, _site.Output, StringComparison.Ordinal);
        Assert.Empty(await _page.Context.CookiesAsync());
        var (exitCode, output) = await _site.RunAsync("verify-ledger");
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task LeavingTheFile_LeavesNothingForWhoeverGoesBack()
    {
        var receipt = await SendAsync();
        await BrowserSite.OpenFileAsync(_page, receipt);
        await Expect(_page.Locator(".sent")).ToContainTextAsync("quokkamessage");
        Assert.DoesNotContain(receipt.Code, await _page.TitleAsync(), StringComparison.Ordinal);

        await _page.GotoAsync("/privacy");
        try
        {
            await _page.GoBackAsync();
        }
        catch (PlaywrightException)
        {
            // The browser has kept nothing, and would have to send the code again: it asks first.
        }

        await Expect(_page.Locator("body")).Not.ToContainTextAsync("quokkamessage");
        Assert.DoesNotContain(receipt.Code, await _page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABackup_WithoutItsKeysOpensNothing_AndBringsNobodyBack()
    {
        var erased = await SendAsync();
        var kept = await SendAsync();
        var backup = Path.Combine(_site.DataDirectory, "backup.db");
        Assert.Equal(0, (await _site.RunAsync("backup", backup)).ExitCode);
        Assert.Empty(FilesWith(["quokkamessage"]));

        await BrowserSite.OpenFileAsync(_page, erased);
        await PressAsync(_page, "Erase it …");
        await PressAsync(_page, "Erase it for good");

        var (whileRunning, said) = await _site.RunAsync("restore", backup);
        Assert.Equal(1, whileRunning);
        Assert.Equal("The site, or another command, has the database open. Stop it first.", said.Trim());

        await _site.KillAsync();
        var keys = Path.Combine(_site.DataDirectory, "keys");
        Directory.Move(keys, keys + "-elsewhere");
        var (withoutKeys, refusal) = await _site.RunAsync("restore", backup);
        Assert.Equal(1, withoutKeys);
        Assert.Contains("The key folder lacks the", refusal, StringComparison.Ordinal);
        Directory.Delete(keys, recursive: true);
        Directory.Move(keys + "-elsewhere", keys);

        var (restored, done) = await _site.RunAsync("restore", backup);
        Assert.True(restored == 0, done);
        await _site.StartAsync();

        await BrowserSite.OpenFileAsync(_page, kept);
        await Expect(_page.Locator(".sent")).ToContainTextAsync("quokkamessage");
        await BrowserSite.OpenFileAsync(_page, erased);
        await Expect(_page.Locator(".certificate")).ToContainTextAsync("By you");
        var (exitCode, output) = await _site.RunAsync("verify-ledger");
        Assert.True(exitCode == 0, output);
    }

    private static Task PressAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private async Task<(string Reference, string Code)> SendAsync()
    {
        await _page.GotoAsync("/contact");
        await _page.GetByLabel("Name").FillAsync("Ada quokkaname");
        await _page.GetByLabel("Email address").FillAsync("quokkaname@example.org");
        await _page.GetByLabel("By email").CheckAsync();
        await _page.Locator("#Input_Message").FillAsync("quokkamessage: do you repair lanterns?");
        await _page.WaitForTimeoutAsync(3_200);
        await PressAsync(_page, "Send message");

        return await BrowserSite.ReadReceiptAsync(_page);
    }

    private async Task<JsonElement> ExportAsync()
    {
        var download = await _page.RunAndWaitForDownloadAsync(() => PressAsync(_page, "Save everything as a file"));
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync((await download.PathAsync())!));

        return document.RootElement.Clone();
    }

    /// <summary>The files of the data directory, but for mails that are written where no mail server is set, that hold one of the words.</summary>
    private List<string> FilesWith(string[] words)
    {
        var patterns = words.SelectMany(w => new[] { Encoding.UTF8.GetBytes(w), Encoding.Unicode.GetBytes(w) }).ToList();

        return [.. Directory.EnumerateFiles(_site.DataDirectory, "*", SearchOption.AllDirectories).Where(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);

            return patterns.Any(p => copy.ToArray().AsSpan().IndexOf(p) >= 0);
        })];
    }
}
