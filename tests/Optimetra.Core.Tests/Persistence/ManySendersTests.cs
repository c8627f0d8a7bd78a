using System.Diagnostics;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Persistence;

/// <summary>Alone on the machine, since it measures.</summary>
[CollectionDefinition(nameof(ManySendersTests), DisableParallelization = true)]
[Collection(nameof(ManySendersTests))]
public class ManySendersTests : SiteTests
{
    private const int Senders = 64;
    private const int Rounds = 4;

    [Fact]
    public async Task Sixty_four_senders_at_once_all_get_their_receipts_and_none_waits_much_longer_than_the_others()
    {
        await SendAllAtOnceAsync();

        var times = new List<TimeSpan>();
        foreach (var _ in Enumerable.Range(0, Rounds))
        {
            times.AddRange(await SendAllAtOnceAsync());
        }

        times.Sort();
        var (median, slow) = (times[times.Count / 2], times[times.Count * 99 / 100]);
        Assert.True(slow <= 10 * median, $"p50 {median.TotalMilliseconds:f1} ms, p99 {slow.TotalMilliseconds:f1} ms");
        Assert.Equal(Senders * (Rounds + 1), await Site.CountAsync("Submissions"));
        Assert.True((await Site.Ledger.VerifyAsync(CancellationToken.None)).IsIntact);
    }

    private async Task<TimeSpan[]> SendAllAtOnceAsync()
    {
        var tokens = Enumerable.Range(0, Senders).Select(_ => Site.Tokens.Issue(FormKind.Contact)).ToList();
        Site.Clock.Advance(CoreSite.FillingIn);

        return await Task.WhenAll(tokens.Select(token => Task.Run(async () =>
        {
            var started = Stopwatch.GetTimestamp();
            CoreSite.Accepted(await Site.PostAsync(Given.Message(), token));

            return Stopwatch.GetElapsedTime(started);
        })));
    }
}
