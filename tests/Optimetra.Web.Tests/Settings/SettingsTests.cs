using System.Diagnostics;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Optimetra.Core;
using Optimetra.Web.Security;
using Optimetra.Web.Settings;
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
    [InlineData("Optimetra:Erasure:TombstoneDays", "0", "a whole number from 1 to 36500")]
    [InlineData("Optimetra:Mail:MaxTries", "0", "a whole number from 1 to 50")]
    [InlineData("Optimetra:Mail:Host", "smtp://mail.optimetra.test", "the name or the IP address of a mail server")]
    [InlineData("Optimetra:Mail:From", "nobody", "an email address that mail can be sent to")]
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

    [Fact]
    public async Task MailThatWouldGoUnencryptedOverANetwork_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => Start.TryAsync(
            ("Optimetra:Mail:Host", "mail.optimetra.test"), ("Optimetra:Mail:StartTls", "false")));

        Assert.Equal(
            ["The setting Optimetra:Mail:StartTls holds \"False\"; it may hold true, and false only where Host is one of localhost, 127.0.0.1, ::1."],
            refused.Failures);
    }

    [Fact]
    public async Task APassword_IsNotSaidWhenTheStartIsRefused()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => Start.TryAsync(("Optimetra:Mail:Password", "geheimnis")));

        Assert.Equal(["The setting Optimetra:Mail:User holds nothing; it may hold the name that belongs to the Password."], refused.Failures);
    }

    [Theory]
    [InlineData("Optimetra:Company", "foo", "nothing of its own, only settings by their names, like Optimetra:Company:Email.")]
    [InlineData("Optimetra:Limits", "9", "nothing of its own, only settings by their names.")]
    [InlineData("Optimetra:Staff", "foo", "nothing of its own, only settings by their names, like Optimetra:Staff:Url.")]
    [InlineData("Optimetra:Retention", "30", "nothing of its own, only settings by their names, like Optimetra:Retention:Contact.")]
    [InlineData("Optimetra:Retention:Contact", "30", "nothing of its own, only settings by their names, like Optimetra:Retention:Contact:DaysAfterClosing.")]
    [InlineData("Optimetra:Answering:Order", "3", "nothing of its own, only settings by their names.")]
    [InlineData("Optimetra:KnownProxies", "10.0.0.1", "nothing of its own, only a list by numbers, like Optimetra:KnownProxies:0.")]
    [InlineData("Optimetra:InformationRequests:Topics", "foo", "nothing of its own, only a list by numbers, like Optimetra:InformationRequests:Topics:0.")]
    public async Task AValueWhereNoneIsRead_IsRefused(string setting, string value, string allowed)
    {
        var refused = await Assert.ThrowsAsync<WrongSettingException>(() => Start.TryAsync((setting, value)));

        Assert.Equal($"The setting {setting} holds \"{value}\"; it may hold {allowed}", refused.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://localhost:0")]
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

    [Theory]
    [InlineData("Optimetra__Public__Url=nonsense", $"The setting Optimetra:Public:Url holds \"nonsense\"; {AnOrigin}")]
    [InlineData(
        "Serilog__MinimumLevel__Default=Foo",
        "The setting Serilog:MinimumLevel:Default holds \"Foo\"; it may hold Verbose, Debug, Information, Warning, Error or Fatal.")]
    [InlineData(
        "Serilog__MinimumLevel__Override__Microsoft=Loud",
        "The setting Serilog:MinimumLevel:Override:Microsoft holds \"Loud\"; it may hold Verbose, Debug, Information, Warning, Error or Fatal.")]
    [InlineData(
        "Optimetra__Public__Listen=http://192.0.2.1:5080",
        "The site cannot listen where Optimetra:Public and Optimetra:Staff say: Cannot assign requested address. "
        + "Give them, as Listen, an address of this machine and a port that this account may open.")]
    [InlineData(
        "Optimetra__Public__Url=https://www.example.org",
        "The site is to listen at https and has no certificate: behind a proxy that has one, set Optimetra:Public:Listen and "
        + "Optimetra:Staff:Listen to where the proxy sends requests, like http://localhost:5080; else set Kestrel:Certificates:Default:Path.")]
    public async Task TheProgram_SaysItInOneLineAndEnds(string setting, string line)
    {
        var (code, errors, output) = await RunAsync(setting);

        Assert.Equal(1, code);
        Assert.Equal(line + Environment.NewLine, errors);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASettingsFileThatIsNoJson_IsNamedInOneLine()
    {
        var folder = Directory.CreateTempSubdirectory("optimetra-tests-");
        try
        {
            var file = Path.Combine(folder.FullName, "appsettings.json");
            await File.WriteAllTextAsync(file, "{\n  \"Optimetra\": {\n    \"Company\": oops\n  }\n}\n");

            var (code, errors, output) = await RunAsync("", $"--contentRoot={folder.FullName}");

            Assert.Equal(1, code);
            Assert.StartsWith($"The settings file {file} cannot be read: ", errors, StringComparison.Ordinal);
            Assert.Contains("LineNumber: 2", errors, StringComparison.Ordinal);
            Assert.Equal(errors.Length - Environment.NewLine.Length, errors.IndexOf(Environment.NewLine, StringComparison.Ordinal));
            Assert.Empty(output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("800-758-9710", "tel:+18007589710")]
    [InlineData("+44 20 7946 0018", "tel:+442079460018")]
    [InlineData("800-758-9710 x12", "tel:+18007589710;ext=12")]
    [InlineData("(800) 758-9710 #7", "tel:+18007589710;ext=7")]
    public void TheTelephonesLink_DialsNumberAndExtension(string phone, string link) =>
        Assert.Equal(link, new CompanyOptions { Phone = phone }.PhoneLink);

    [Fact]
    public async Task TheKeysOfTheSignIn_AreInAFolderForTheSitesAccountAlone()
    {
        await using var app = new OptimetraApplication();
        var keys = app.Services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository;

        var folder = Assert.IsType<FileSystemXmlRepository>(keys).Directory;

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.FullName));
        }
    }

    /// <summary>The program as an operator starts it, on free ports and a data directory of its own.</summary>
    private static async Task<(int Code, string Errors, string Output)> RunAsync(string setting, params string[] args)
    {
        var data = Directory.CreateTempSubdirectory("optimetra-tests-");
        try
        {
            var start = new ProcessStartInfo("dotnet", [typeof(OptimetraSite).Assembly.Location, .. args])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                // No developer's certificate.
                Environment =
                {
                    ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = "",
                    ["ASPNETCORE_ENVIRONMENT"] = "Production",
                    ["HOME"] = data.FullName,
                    ["Optimetra__DataDirectory"] = Path.Combine(data.FullName, "data"),
                    ["Optimetra__Company__Email"] = OptimetraApplication.CompanyEmail,
                    ["Optimetra__Staff__Url"] = "http://localhost:5979",
                },
            };
            if (setting.Split('=', 2) is [var name, var value])
            {
                start.Environment[name] = value;
            }

            using var program = Process.Start(start)!;
            var output = program.StandardOutput.ReadToEndAsync();
            var errors = await program.StandardError.ReadToEndAsync();
            await program.WaitForExitAsync();

            return (program.ExitCode, errors, await output);
        }
        finally
        {
            data.Delete(recursive: true);
        }
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
