using System.Text.Json;
using System.Text.Json.Serialization;

namespace Optimetra.Core.Mail;

/// <summary>What only the sender's mail server may learn: the address, and a one-time code if the mail brings one.</summary>
internal sealed record MailLetter(string Address, string? Code = null)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, MailLetterJson.Default.MailLetter);

    public static MailLetter FromBytes(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, MailLetterJson.Default.MailLetter) ?? throw new JsonException("A sealed letter holds nothing.");

    /// <summary>Hides what it holds, so that a stray log line cannot give it away.</summary>
    public override string ToString() => "(a letter)";
}

[JsonSerializable(typeof(MailLetter))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class MailLetterJson : JsonSerializerContext;
