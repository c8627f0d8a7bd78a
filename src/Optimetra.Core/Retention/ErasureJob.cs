using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Optimetra.Core.Persistence;

namespace Optimetra.Core.Retention;

/// <summary>Warns, erases and removes what is due, at the start, so that a missed run is made up, and then every hour.</summary>
internal sealed class ErasureJob(Erasure erasure, TimeProvider clock, ILogger<ErasureJob> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan ClearingRetry = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, clock);
            do
            {
                await RunAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The site stops; what is left is made up at the next start.
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await erasure.EraseDueAsync(stoppingToken);
            await erasure.WarnDueAsync(stoppingToken);
            await erasure.RemoveTombstonesAsync(stoppingToken);
            while (erasure.LogIsToBeCleared && !await erasure.TryClearLogAsync())
            {
                await Task.Delay(ClearingRetry, clock, stoppingToken);
            }
        }
        catch (Exception e) when (StorageUnavailableException.Explains(e))
        {
            log.LogError(e, "What is due could not be erased; it is tried again within the hour");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // N.B. else whatever is wrong with one case would stop the site, at every start again. Its kind alone: a message may quote.
            log.LogCritical("The hourly run met an unexpected {Exception} and did not finish: {StackTrace}", e.GetType(), e.StackTrace);
        }
    }
}
