using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Optimetra.Core.Persistence;
using Optimetra.Core.Privacy;

namespace Optimetra.Core.Submissions;

/// <summary>Which form a token was issued for. The numbers are part of the token.</summary>
public enum FormKind
{
    Contact = 1,
    InformationRequest = 2,
    Note = 3,
    Reply = 4,
    Message = 5,
    Correction = 6,
    Withdrawal = 7,
    UndoWithdrawal = 8,
    Erasure = 9,
    NewCode = 10,
    Hold = 11,
}

/// <summary>
/// What a form carries instead of a cookie: 128 random bits, the form, the policy version shown and the time, signed. It makes one
/// post one submission, and tells how long the form was open. This is the text as it travels; <see cref="FormTokens"/> judges it.
/// </summary>
public sealed class FormToken : IParsable<FormToken>
{
    public static readonly FormToken None = new("");

    private FormToken(string text) => Text = text;

    public string Text { get; }

    public bool IsMissing => Text.Length == 0;

    /// <summary>Takes what was posted, whatever it is.</summary>
    public static FormToken FromPost(string? text) =>
        string.IsNullOrEmpty(text) || text.Length > FormTokens.MaxTextLength ? None : new FormToken(text);

    static FormToken IParsable<FormToken>.Parse(string s, IFormatProvider? provider) => FromPost(s);

    /// <summary>Always true: whether it is a token of ours is found out when it is used.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out FormToken result)
    {
        result = FromPost(s);

        return true;
    }
}

/// <summary>What a genuine token says. The id is 16 bytes, random.</summary>
internal sealed record FormTokenContent(byte[] Id, FormKind Form, PolicyVersion Policy, DateTime IssuedAt);

/// <summary>Issues and reads form tokens. A token is valid for <see cref="Lifetime"/>, on the form it was issued for.</summary>
public sealed class FormTokens
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    internal const int MaxTextLength = 256;

    private const int IdLength = 16;
    private const int PayloadLength = 1 + 4 + IdLength + 1 + 4 + 8;
    private const int MacLength = 32;
    private const byte FormatVersion = 1;

    private readonly KeyRing _keys;
    private readonly PrivacyPolicies _policies;
    private readonly TimeProvider _clock;

    internal FormTokens(KeyRing keys, PrivacyPolicies policies, TimeProvider clock)
    {
        _keys = keys;
        _policies = policies;
        _clock = clock;
    }

    /// <summary>A fresh token for a form that is about to be shown with the policy that is in force now.</summary>
    public FormToken Issue(FormKind form)
    {
        var now = _clock.UtcNow();
        var key = _keys.Current(KeyPurpose.FormToken);
        Span<byte> token = stackalloc byte[PayloadLength + MacLength];

        token[0] = FormatVersion;
        BinaryPrimitives.WriteUInt32BigEndian(token[1..], key.Id);
        RandomNumberGenerator.Fill(token.Slice(5, IdLength));
        token[21] = (byte)form;
        BinaryPrimitives.WriteInt32BigEndian(token[22..], _policies.InForceAt(now).Version.Day.DayNumber);
        BinaryPrimitives.WriteInt64BigEndian(token[26..], new DateTimeOffset(now).ToUnixTimeMilliseconds());
        HMACSHA256.HashData(key.Bytes, token[..PayloadLength], token[PayloadLength..]);

        return FormToken.FromPost(Base64Url.EncodeToString(token));
    }

    /// <summary>What the token says, or null if it is not one of ours. Its age is for the caller to judge: see <see cref="IsTooOld"/>.</summary>
    internal FormTokenContent? Read(FormToken token)
    {
        Span<byte> bytes = stackalloc byte[MaxTextLength];
        if (!Base64Url.IsValid(token.Text) || !Base64Url.TryDecodeFromChars(token.Text, bytes, out var length)
            || length != PayloadLength + MacLength || bytes[0] != FormatVersion)
        {
            return null;
        }

        var payload = bytes[..PayloadLength];
        if (_keys.Find(KeyPurpose.FormToken, BinaryPrimitives.ReadUInt32BigEndian(payload[1..])) is not { } key)
        {
            return null;
        }

        Span<byte> expected = stackalloc byte[MacLength];
        HMACSHA256.HashData(key.Bytes, payload, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes.Slice(PayloadLength, MacLength)))
        {
            return null;
        }

        return new FormTokenContent(
            payload.Slice(5, IdLength).ToArray(),
            (FormKind)payload[21],
            new PolicyVersion(DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(payload[22..]))),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(payload[26..])).UtcDateTime);
    }

    internal static bool IsTooOld(FormTokenContent token, DateTime now) => now - token.IssuedAt > Lifetime || token.IssuedAt > now.AddMinutes(5);
}
