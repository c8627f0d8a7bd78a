using System.Net.Sockets;
using System.Text;
using Optimetra.Browser.Tests.Infrastructure;

namespace Optimetra.Browser.Tests;

/// <summary>Clients that send a form letter by letter hold nobody else up.</summary>
public class SlowClientTests
{
    private const int Places = 2;

    [Fact]
    public async Task FormsThatTrickleIn_TakeNoPlaceFromOthers()
    {
        await using var site = new RunningSite(("Optimetra__Limits__Requests", $"{Places}"));
        await site.StartAsync();
        var port = new Uri(site.PublicUrl).Port;
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Places * 3; i++)
            {
                var client = new TcpClient("localhost", port);
                slow.Add(client);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    $"POST /contact HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nInput.Name=A"));
            }

            using var others = new HttpClient { BaseAddress = new Uri(site.PublicUrl) };
            foreach (var address in new[] { "/", "/contact", "/receipt", "/healthz/live" })
            {
                using var answer = await others.GetAsync(address);
                Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode}");
            }
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }
}
