using System.Globalization;

namespace Optimetra.Web.Forms;

/// <summary>A day as a date field sends it, and as somebody types it who has none: <c>2030-01-31</c> (ISO 8601).</summary>
internal static class IsoDay
{
    public static bool TryRead(string? typed, out DateOnly day) =>
        DateOnly.TryParseExact(typed?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
