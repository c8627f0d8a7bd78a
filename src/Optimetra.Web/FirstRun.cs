using Optimetra.Core.Staff;
using Optimetra.Web.Commands;
using Optimetra.Web.Security;

namespace Optimetra.Web;

/// <summary>
/// While there is no staff, each start prints a one-time link that makes the first administrator. N.B. to the console itself and not
/// through the log: whoever holds the link owns the desk, and logs are collected and kept.
/// </summary>
internal sealed class FirstRun(IServiceScopeFactory scopes, Doors doors) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<StaffService>().IssueFirstRunLinkAsync(cancellationToken) is { } secret)
        {
            Console.WriteLine($"There is no staff yet. Make the first administrator here (once, within 24 hours): {OptimetraCommands.JoinLink(doors, secret)}");
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
