using System.Buffers;
using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Optimetra.Core.Submissions;

/// <summary>The rules for text that people type, for every form and for Core's own check before it seals anything.</summary>
public static class PlainText
{
    /// <summary>Longest email address that can be delivered to, in characters (RFC 5321, 4.5.3.1.3, less the brackets).</summary>
    public const int MaxEmailLength = 254;

    public const int MaxTelephoneLength = 40;

    private const int MinTelephoneDigits = 5;

    private static readonly SearchValues<char> NotInAnAddress = SearchValues.Create(" \"<>(),;:\\");

    /// <summary>
    /// The text in Unicode form NFC with line ends as a single line feed and no white space around it: the form in which it is
    /// counted, compared and kept. Text of which nothing can be seen is empty.
    /// </summary>
    public static string Normalize(string? text)
    {
        if (text is null || text.EnumerateRunes().All(IsInvisible))
        {
            return "";
        }

        var lines = text.ReplaceLineEndings("\n").Trim();

        return HasBrokenCharacters(lines) ? lines : lines.Normalize(NormalizationForm.FormC);
    }

    /// <summary>The length in Unicode code points, which is what a reader would count, near enough, and what the limits of the forms mean.</summary>
    public static int Length(string normalizedText)
    {
        var length = 0;
        foreach (var _ in normalizedText.EnumerateRunes())
        {
            length++;
        }

        return length;
    }

    /// <summary>
    /// Whether the text holds something that cannot be shown as it was meant: a control character other than a line end or a tab
    /// (<paramref name="multiline"/> only), one that turns the direction of the rest of a line, a code point that is no character, or
    /// the replacement character that stands for bytes that were no valid UTF-8.
    /// </summary>
    public static bool HasBrokenCharacters(string text, bool multiline = true)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || IsNoncharacter(rune) || (!multiline && IsDirectionControl(rune)))
            {
                return true;
            }

            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control && !(multiline && rune.Value is '\n' or '\t'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>White space, what only joins or parts its neighbours, and the fillers that Unicode counts among the letters and signs.</summary>
    private static bool IsInvisible(Rune rune) =>
        Rune.IsWhiteSpace(rune)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
            or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>The code points that Unicode keeps for no character; .NET refuses to normalize one of them.</summary>
    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    /// <summary>What makes a line read in another order than it was written: in a name, that is a disguise.</summary>
    private static bool IsDirectionControl(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    /// <summary>Whether mail can be addressed to it: one mailbox, without a display name, comment or quotes.</summary>
    public static bool IsEmailAddress(string text) =>
        Length(text) <= MaxEmailLength
        && !HasBrokenCharacters(text, multiline: false)
        && !text.AsSpan().ContainsAny(NotInAnAddress)
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text;

    /// <summary>Whether somebody could dial it: at least five digits, and otherwise only the signs people write between them.</summary>
    public static bool IsTelephoneNumber(string text) =>
        text.Length <= MaxTelephoneLength
        && text.Count(char.IsAsciiDigit) >= MinTelephoneDigits
        && text.All(c => char.IsAsciiDigit(c) || c is ' ' or '+' or '-' or '(' or ')' or '.' or '/' or 'x' or '#');
}
