using System.Text.Json;
using System.Text.Json.Serialization;

namespace Optimetra.Core.Submissions;

/// <summary>What a person sent, in the one form in which every channel's content is sealed: who they are and what they answered.</summary>
internal sealed record SubmissionContent(SenderDetails Sender, IReadOnlyList<Answer> Answers)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SubmissionContentJson.Default.SubmissionContent);

    public static SubmissionContent FromBytes(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, SubmissionContentJson.Default.SubmissionContent)
        ?? throw new JsonException("Sealed content holds no submission.");
}

/// <summary>How a sender can be reached, as they gave it. What they left out is null.</summary>
public sealed record SenderDetails
{
    [JsonConstructor]
    internal SenderDetails(string name, string? email, string? telephone, string? organisation)
    {
        Name = name;
        Email = email;
        Telephone = telephone;
        Organisation = organisation;
    }

    public string Name { get; }

    public string? Email { get; }

    public string? Telephone { get; }

    public string? Organisation { get; }
}

/// <summary>One question of a form, in the words in which it was asked, with what was answered.</summary>
public sealed record Answer
{
    [JsonConstructor]
    internal Answer(string label, string value)
    {
        Label = label;
        Value = value;
    }

    public string Label { get; }

    public string Value { get; }
}

[JsonSerializable(typeof(SubmissionContent))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class SubmissionContentJson : JsonSerializerContext;
