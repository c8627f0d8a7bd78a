using System.Diagnostics.CodeAnalysis;

namespace Optimetra.Core.Submissions;

/// <summary>
/// The secret half of a receipt: 24 characters of Crockford's base 32, 120 bits. It is shown to the sender and stored only as a
/// keyed hash. Its <see cref="ToString"/> hides it, so that a stray log line or message cannot give it away.
/// </summary>
public sealed class ReceiptCode
{
    internal const int Characters = 24;

    private const int GroupLength = 4;

    private readonly string _letters;

    internal ReceiptCode(string letters) => _letters = letters;

    /// <summary>The characters without hyphens: what is hashed.</summary>
    internal string Letters => _letters;

    /// <summary>The code as the sender sees it, in groups of four.</summary>
    public string Show() => Crockford.InGroups(_letters);

    /// <summary>Reads what a person typed or pasted, generously.</summary>
    public static bool TryRead([NotNullWhen(true)] string? typed, [NotNullWhen(true)] out ReceiptCode? code)
    {
        code = Crockford.Read(typed, Characters) is { } letters ? new ReceiptCode(letters) : null;

        return code is not null;
    }

    /// <summary>
    /// Whether a text gives the code away, however it is written in it: in groups or in one, in either case, with other signs between.
    /// </summary>
    internal bool IsIn(string text)
    {
        var letters = Crockford.LettersOf(text);
        var from = 0;
        foreach (var group in _letters.Chunk(GroupLength))
        {
            // Group after group, whatever stands between them.
            var at = letters.IndexOf(new string(group), from, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            from = at + GroupLength;
        }

        return true;
    }

    public override string ToString() => "(a receipt code)";
}
