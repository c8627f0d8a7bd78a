using System.Text;

namespace Optimetra.Core.Submissions;

/// <summary>
/// Crockford's base 32: no I, L, O or U, so that a code survives being read aloud or copied by hand
/// (https://www.crockford.com/base32.html). What a person types is read generously, what is written is always the same.
/// </summary>
internal static class Crockford
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int BitsPerCharacter = 5;

    /// <summary>The first <paramref name="characters"/> characters of the bytes; five bits each, so there must be bytes enough.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes, int characters)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(characters * BitsPerCharacter, bytes.Length * 8, nameof(characters));

        var text = new StringBuilder(characters);
        var buffer = 0;
        var bits = 0;
        var next = 0;
        while (text.Length < characters)
        {
            if (bits < BitsPerCharacter)
            {
                buffer = ((buffer << 8) | bytes[next++]) & 0xFFFF;
                bits += 8;
            }

            bits -= BitsPerCharacter;
            text.Append(Alphabet[(buffer >> bits) & 31]);
        }

        return text.ToString();
    }

    /// <summary>What was meant by what was typed: case, spaces and hyphens do not matter, I and L are 1, O is 0. Null if it cannot be a code.</summary>
    public static string? Read(string? typed, int characters)
    {
        if (typed is null || typed.Length > characters * 4)
        {
            return null;
        }

        var text = new StringBuilder(characters);
        foreach (var c in typed)
        {
            var meant = Meant(c);
            if (Alphabet.Contains(meant))
            {
                text.Append(meant);
            }
            else if (!char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) is not System.Globalization.UnicodeCategory.DashPunctuation)
            {
                return null;
            }
        }

        return text.Length == characters ? text.ToString() : null;
    }

    /// <summary>Every character of a text that could be one of a code, as it was meant, with nothing between them.</summary>
    public static string LettersOf(string text)
    {
        var letters = new StringBuilder(text.Length);
        // Wide letters and letters with marks are read as what they look like; the marks are no letters.
        foreach (var c in PlainText.HasBrokenCharacters(text) ? text : text.Normalize(NormalizationForm.FormKD))
        {
            var meant = Meant(c);
            if (Alphabet.Contains(meant))
            {
                letters.Append(meant);
            }
        }

        return letters.ToString();
    }

    private static char Meant(char c) => char.ToUpperInvariant(c) switch
    {
        'I' or 'L' => '1',
        'O' => '0',
        var other => other,
    };

    /// <summary>The text in groups of four with hyphens between them, the last group possibly shorter.</summary>
    public static string InGroups(string text) => string.Join('-', text.Chunk(4).Select(group => new string(group)));
}
