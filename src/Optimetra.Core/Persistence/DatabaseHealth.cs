using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Optimetra.Core.Persistence;

/// <summary>Whether the database answers, and what its own check of the file said.</summary>
internal sealed class DatabaseHealth(ContextSource contexts, WriteQueue writes, Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var read = contexts.Create();
            await read.KeyChecks.AnyAsync(cancellationToken);
        }
        catch (Exception e) when (StorageUnavailableException.Explains(e))
        {
            return HealthCheckResult.Unhealthy("The database cannot be read.");
        }

        if (!await writes.CheckStoringAsync(cancellationToken))
        {
            return HealthCheckResult.Unhealthy("The last write was not stored; see the log for the reason.");
        }

        return database.QuickCheckResult switch
        {
            null => HealthCheckResult.Healthy("The database answers; the check of its file is still running."),
            "ok" => HealthCheckResult.Healthy("The database answers and its file is whole."),
            _ => HealthCheckResult.Unhealthy("The database file is damaged."),
        };
    }
}
