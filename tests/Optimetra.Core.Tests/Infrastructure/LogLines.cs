using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>Everything the site logs, at every level, as text.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    public IReadOnlyCollection<string> All => _lines;

    /// <summary>Done when a line that begins so is logged; the guard is for a line that never comes.</summary>
    public Task WhenLoggedAsync(string beginning) =>
        _awaited.GetOrAdd(beginning, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(TimeSpan.FromMinutes(1));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{formatter(state, exception)} {exception}";
        _lines.Enqueue(line);
        foreach (var (_, waiting) in _awaited.Where(a => line.StartsWith(a.Key, StringComparison.Ordinal)))
        {
            waiting.TrySetResult();
        }
    }

    public void Dispose()
    {
    }
}
