using System.Globalization;

namespace Optimetra.Core.Privacy;

/// <summary>A version of the privacy policy, named by the day it was put on this site. Written as in ISO 8601: <c>2026-11-22</c>.</summary>
public readonly record struct PolicyVersion(DateOnly Day) : IComparable<PolicyVersion>
{
    private const string Format = "yyyy-MM-dd";

    public static bool TryParse(string text, out PolicyVersion version)
    {
        var read = DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        version = new PolicyVersion(day);

        return read;
    }

    public int CompareTo(PolicyVersion other) => Day.CompareTo(other.Day);

    public override string ToString() => Day.ToString(Format, CultureInfo.InvariantCulture);

    public static bool operator <(PolicyVersion left, PolicyVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(PolicyVersion left, PolicyVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(PolicyVersion left, PolicyVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PolicyVersion left, PolicyVersion right) => left.CompareTo(right) >= 0;
}
