using Optimetra.Core.Persistence;

namespace Optimetra.Web.Health;

/// <summary>Lets the database check its file, after the start and beside the traffic, since it reads the whole of it.</summary>
internal sealed class DatabaseCheck(Database database, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            await started.Task.WaitAsync(stoppingToken);
            await Task.Run(() => database.QuickCheckAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The site stops before the check is done, or never started.
        }
    }
}
