using Optimetra.Browser.Tests.Infrastructure;

namespace Optimetra.Browser.Tests;

/// <summary>What an operator types, beside the running site.</summary>
[Collection(BrowserCollection.Name)]
public class CommandTests(BrowserSite browser)
{
    [Fact]
    public async Task StaffInvite_PrintsALinkThatWorksAtTheDesk()
    {
        var (exitCode, output) = await browser.Site.RunAsync(
            "staff", "invite", "--email", "edsger@optimetra.example", "--name", "Edsger Example", "--role", "associate");

        Assert.Equal(0, exitCode);
        Assert.StartsWith($"{browser.Site.StaffUrl}/staff/join/", output, StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Contains("You will be an associate", await client.GetStringAsync(output.Trim()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--email", "nobody", "--name", "N", "--role", "employee", "email address")]
    [InlineData("--email", "n@optimetra.example", "--name", "N", "--role", "visitor", "visitor")]
    [InlineData("--email", BrowserSite.AdministratorEmail, "--name", "N", "--role", "employee", "member of staff already")]
    public async Task StaffInvite_WithSomethingWrong_SaysWhatAndMakesNoLink(
        string emailOption, string email, string nameOption, string name, string roleOption, string role, string said)
    {
        var (exitCode, output) = await browser.Site.RunAsync("staff", "invite", emailOption, email, nameOption, name, roleOption, role);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.DoesNotContain("/staff/join/", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify-ledger", "intact")]
    [InlineData("purge", "Erased 0 cases")]
    [InlineData("--help", "staff")]
    public async Task Commands_WorkWhileTheSiteRuns(string command, string said)
    {
        var (exitCode, output) = await browser.Site.RunAsync(command);

        Assert.Equal(0, exitCode);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Optimetra__Retention__Contact__DaysAfterClosing", "0",
        "The setting Optimetra:Retention:Contact:DaysAfterClosing holds \"0\"; it may hold a whole number from 1 to 3650.")]
    [InlineData(
        "Optimetra__Robots__MinimumSeconds", "soon",
        "The setting Optimetra:Robots:MinimumSeconds holds \"soon\"; it may hold a whole number.")]
    [InlineData(
        "Optimetra__Retention__Contacts__DaysAfterClosing", "30",
        "The section Optimetra:Retention holds 'Contacts', which means nothing; it may hold Contact, InformationRequest, Order, Survey, Email, Forum.")]
    public async Task AWrongSetting_StopsTheStartWithOneLineThatNamesIt(string name, string value, string said)
    {
        await using var site = new RunningSite((name, value));

        var (exitCode, output) = await site.RunAsync();

        Assert.Equal(1, exitCode);
        Assert.Equal(said, output.Trim());
    }
}
