using System.Diagnostics;
using Microsoft.Extensions.Options;
using Optimetra.Core;
using Optimetra.Web.Security;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Settings;

/// <summary>A wrong setting stops the start, with what an operator needs to mend it: its name, what it holds, what it may hold.</summary>
public class SettingsTests
{
    private const string AnOrigin = "it may hold scheme, host and port without a path, like https://www.example.org.";

    [Theory]
    [InlineData("Optimetra:RateLimits:FormPosts", "0", "a whole number from 1 to 100000")]
    [InlineData("Optimetra:RateLimits:WindowMinutes", "1441", "a whole number from 1 to 1440")]
    [InlineData("Optimetra:Robots:MinimumSeconds", "-1", "a whole number from 0 to 60")]
    [InlineData("Optimetra:Retention:Contact:DaysAfterClosing", "0", "a whole number from 1 to 3650")]
    [InlineData("Optimetra:Answering:InformationRequest:Days", "366", "a whole number from 1 to 365")]
    [InlineData("Optimetra:Limits:BodyKilobytes", "1", "a whole number from 16 to 10240")]
    [InlineData("Optimetra:Company:Email", "nobody", "an email address that mail can be sent to")]
    [InlineData("Optimetra:Company:Phone", "ring", "a telephone number")]
    public async Task AValueThatCannotBe_IsRefused(string setting, string value, string allowed)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => Start.TryAsync((setting, value)));

        Assert.Equal([$"The setting {setting} holds \"{value}\"; it may hold {allowed}."], refused.Failures);
    }

    [Theory]
    [InlineData("Optimetra:RateLimits:FormPosts", "many")]
    [InlineData("Optimetra:RateLimits:FormPost", "3")]
    [InlineData("Optimetra:Public:Urll", "https://www.example.org")]
    public async Task ANameThatMeansNothingOrATextForANumber_IsRefusedByName(string setting, string value)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Start.TryAsync((setting, value)));

        Assert.Contains(setting.Split(':')[^1], refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("www.example.org")]
    [InlineData("https://www.example.org/desk")]
    [InlineData("https://www.example.org/?a=b")]
    [InlineData("https://www.example.org/#a")]
    [InlineData("https://ada@www.example.org")]
    [InlineData("ftp://www.example.org")]
    public void AnAddressThatIsNoOrigin_IsRefused(string url)
    {
        foreach (var setting in new[] { "Optimetra:Public:Url", "Optimetra:Staff:Url" })
        {
            var refused = Assert.Throws<WrongSettingException>(() => Read((setting, url)));

            Assert.Equal($"The setting {setting} holds \"{url}\"; {AnOrigin}", refused.Message);
        }
    }

    [Fact]
    public void AListeningAddressThatIsNoOrigin_IsRefused()
    {
        var refused = Assert.Throws<WrongSettingException>(() => Read(("Optimetra:Staff:Listen", "8443")));

        Assert.Equal($"The setting Optimetra:Staff:Listen holds \"8443\"; {AnOrigin}", refused.Message);
    }

    [Fact]
    public void TwoDoorsThatCannotBeToldApart_AreRefused()
    {
        var refused = Assert.Throws<WrongSettingException>(() => Read(
            ("Optimetra:Public:Url", "https://www.optimetra.test"), ("Optimetra:Staff:Url", "http://www.optimetra.test:443")));

        Assert.Contains("Optimetra:Public and Optimetra:Staff", refused.Message, StringComparison.Ordinal);
        Assert.Contains("443", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DoorsOnOnePort_AreToldApartByTheirNames()
    {
        var doors = Read(("Optimetra:Public:Url", "https://www.optimetra.test"), ("Optimetra:Staff:Url", "https://desk.optimetra.test"));

        Assert.Equal(Door.Public, doors.Find(443, "www.optimetra.test", "/staff"));
        Assert.Equal(Door.Staff, doors.Find(443, "desk.optimetra.test", "/"));
        Assert.Null(doors.Find(443, "optimetra.test", "/"));
    }

    [Fact]
    public void DoorsBehindAProxy_AreFoundByThePortThatTheServerListensOn()
    {
        var doors = Read(
            ("Optimetra:Public:Url", "https://www.optimetra.test"), ("Optimetra:Public:Listen", "http://127.0.0.1:5080"),
            ("Optimetra:Staff:Url", "https://desk.optimetra.test"), ("Optimetra:Staff:Listen", "http://127.0.0.1:5081"));

        Assert.Equal(Door.Public, doors.Find(5080, "www.optimetra.test", "/"));
        Assert.Equal(Door.Staff, doors.Find(5081, "desk.optimetra.test", "/"));
        Assert.Null(doors.Find(5080, "desk.optimetra.test", "/staff"));
        Assert.Null(doors.Find(443, "www.optimetra.test", "/"));
        Assert.Equal(["http://127.0.0.1:5080", "http://127.0.0.1:5081"], doors.ListenUrls);
    }

    [Fact]
    public async Task AProxyThatIsNoAddress_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<WrongSettingException>(() => Start.TryAsync(("Optimetra:KnownProxies:0", "proxy")));

        Assert.Equal(
            "The setting Optimetra:KnownProxies holds \"proxy\"; it may hold IP addresses and networks, like 10.0.0.0/8.", refused.Message);
    }

    [Fact]
    public async Task TheProgram_SaysItInOneLineAndEnds()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(OptimetraSite).Assembly.Location])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["Optimetra__Public__Url"] = "nonsense", ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = "" },
        };
        using var program = Process.Start(start)!;
        var output = program.StandardOutput.ReadToEndAsync();
        var errors = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();

        Assert.Equal(1, program.ExitCode);
        Assert.Equal($"The setting Optimetra:Public:Url holds \"nonsense\"; {AnOrigin}{Environment.NewLine}", errors);
        Assert.Empty(await output);
    }

    private static Doors Read(params (string Name, string Value)[] settings)
    {
        var usual = new Dictionary<string, string?>
        {
            ["Optimetra:Public:Url"] = "https://www.optimetra.test",
            ["Optimetra:Staff:Url"] = "https://desk.optimetra.test:8443",
        };
        foreach (var (name, value) in settings)
        {
            usual[name] = value;
        }

        return Doors.From(new ConfigurationBuilder().AddInMemoryCollection(usual).Build());
    }
}
