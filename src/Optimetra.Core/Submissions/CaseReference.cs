using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Optimetra.Core.Submissions;

/// <summary>
/// The public name of a case, such as <c>OPT-7K3M-9QXZ</c>: forty random bits in Crockford's base 32. It says nothing about the
/// sender and opens nothing by itself, so it may be said on the telephone and stand in an address of the desk.
/// </summary>
public readonly record struct CaseReference
{
    private const string Prefix = "OPT";
    private const int Characters = 8;

    private CaseReference(string letters) => Letters = letters;

    /// <summary>The eight characters without prefix and hyphens: what is stored.</summary>
    internal string Letters { get; }

    internal static CaseReference New() => new(Crockford.Encode(RandomNumberGenerator.GetBytes(Characters * 5 / 8), Characters));

    internal static CaseReference FromStored(string letters) => new(letters);

    /// <summary>Reads what a person typed: with or without the prefix, in either case, with or without hyphens.</summary>
    public static bool TryRead([NotNullWhen(true)] string? typed, out CaseReference reference)
    {
        var text = typed?.Trim() ?? "";
        if (text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && Crockford.Read(text[Prefix.Length..], Characters) is { } rest)
        {
            reference = new CaseReference(rest);
            return true;
        }

        var letters = Crockford.Read(text, Characters);
        reference = letters is null ? default : new CaseReference(letters);

        return letters is not null;
    }

    public override string ToString() => Letters is null ? "" : $"{Prefix}-{Crockford.InGroups(Letters)}";
}
