using Optimetra.Browser.Tests.Infrastructure;

namespace Optimetra.Browser.Tests;

/// <summary>What an operator sees who sets every level to the lowest.</summary>
public class TalkativeLogTests
{
    [Fact]
    public async Task TheMostTalkativeLog_HoldsNoLinkNoCodeAndNoWordOfASender()
    {
        await using var site = new RunningSite(
            ("Serilog__MinimumLevel__Default", "Verbose"),
            ("Serilog__MinimumLevel__Override__Microsoft", "Verbose"),
            ("Serilog__MinimumLevel__Override__System", "Verbose"));
        await site.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(site.PublicUrl) };

        var link = site.FirstRunLink;
        await client.GetStringAsync(link);
        var (reference, code) = await Sender.SendMessageAsync(client, "Zanzibar at dawn");
        await client.PostAsync("/receipt", Sender.Form(("Input.Reference", reference), ("Input.Code", code)));

        var lines = site.Output.Split('\n').Where(line => !line.StartsWith("There is no staff yet.", StringComparison.Ordinal)).ToList();
        Assert.Contains(lines, line => line.Contains("GET /staff/join/{secret}", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" DBG ", StringComparison.Ordinal));
        foreach (var secret in new[] { link.Split('/')[^1], code, code.Replace("-", "", StringComparison.Ordinal), "Zanzibar", "Ada", "example.org" })
        {
            Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }
}
