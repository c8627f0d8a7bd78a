namespace Optimetra.Core;

internal static class Clock
{
    /// <summary>
    /// The time now in UTC, cut to the millisecond: every database keeps that exactly, so a time that was hashed into the ledger
    /// comes back the same.
    /// </summary>
    public static DateTime UtcNow(this TimeProvider clock)
    {
        var now = clock.GetUtcNow().UtcDateTime;

        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
