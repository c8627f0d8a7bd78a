using System.Collections.Concurrent;
using Optimetra.Browser.Tests.Infrastructure;

namespace Optimetra.Browser.Tests;

/// <summary>What becomes of people's words when the power fails.</summary>
public sealed class PlugTests
{
    private const int Clients = 16;

    [Fact]
    public async Task EverySubmissionWithAReceipt_SurvivesAKilledProcess()
    {
        await using var site = new RunningSite(("Optimetra__Robots__MinimumSeconds", "0"));
        await site.StartAsync();
        var receipts = new ConcurrentBag<(string Reference, string Code)>();
        using var enough = new SemaphoreSlim(0);

        var sending = Enumerable.Range(0, Clients).Select(_ => SendUntilItBreaksAsync(site, receipts, enough)).ToList();
        for (var i = 0; i < Clients * 4; i++)
        {
            Assert.True(await enough.WaitAsync(TimeSpan.FromSeconds(60)), $"Sending stopped:\n{site.Output}");
        }

        await site.KillAsync();
        await Task.WhenAll(sending);
        await site.StartAsync();

        using var client = new HttpClient { BaseAddress = new Uri(site.PublicUrl) };
        foreach (var (reference, code) in receipts)
        {
            using var opened = await client.PostAsync(
                "/receipt", Sender.Form(("Input.Reference", reference), ("Input.Code", code)));
            Assert.True(opened.IsSuccessStatusCode, $"{reference} was acknowledged and is gone.");
        }

        var (exitCode, output) = await site.RunAsync("verify-ledger");
        Assert.True(exitCode == 0, output);
    }

    private static async Task SendUntilItBreaksAsync(
        RunningSite site, ConcurrentBag<(string Reference, string Code)> receipts, SemaphoreSlim sent)
    {
        using var client = new HttpClient { BaseAddress = new Uri(site.PublicUrl) };
        try
        {
            while (true)
            {
                receipts.Add(await Sender.SendMessageAsync(client, "Is this still here?"));
                sent.Release();
            }
        }
        catch (HttpRequestException)
        {
            // The plug was pulled.
        }
    }
}
