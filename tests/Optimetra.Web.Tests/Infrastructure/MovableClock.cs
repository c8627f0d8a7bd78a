namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>The time that the site reads: it stands still until a test moves it.</summary>
public sealed class MovableClock : TimeProvider
{
    private readonly Lock _moving = new();
    private DateTimeOffset _now = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    public DateOnly Today => DateOnly.FromDateTime(GetUtcNow().UtcDateTime);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_moving)
        {
            return _now;
        }
    }

    public void Advance(TimeSpan by)
    {
        lock (_moving)
        {
            _now += by;
        }
    }
}
