using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Optimetra.Core.Ledger;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <summary>
/// Everything that the site keeps of a case for its sender, in a form that other programs read. Times are UTC, as in RFC 3339; what does
/// not apply is left out. <see cref="Schema"/> is made from this type, so the two cannot differ.
/// </summary>
internal sealed record CaseExport
{
    public const int FormatVersion = 1;

    private static readonly CaseExportJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        WriteIndented = true,
    });

    public required int Format { get; init; }

    public required DateTime ExportedAt { get; init; }

    public required string Reference { get; init; }

    public required Channel Channel { get; init; }

    public required CaseState State { get; init; }

    public required string PolicyVersion { get; init; }

    public required DateTime ReceivedAt { get; init; }

    public required DateTime AnswerDueAt { get; init; }

    public DateTime? FirstAnsweredAt { get; init; }

    public DateTime? AnsweredAt { get; init; }

    public DateTime? ClosedAt { get; init; }

    public DateTime? WithdrawnAt { get; init; }

    public DateTime? EraseAt { get; init; }

    public DateTime? ErasedAt { get; init; }

    public ErasedBy? ErasedBy { get; init; }

    public DateTime? HeldAt { get; init; }

    public string? HoldReason { get; init; }

    public required IReadOnlyList<ExportedVersion> Sent { get; init; }

    public required IReadOnlyList<ExportedEntry> Thread { get; init; }

    public required IReadOnlyList<ExportedLine> Ledger { get; init; }

    public required LedgerHead LedgerHead { get; init; }

    /// <summary>The JSON Schema (2020-12) of what <see cref="CustomerFile.ExportAsync"/> gives.</summary>
    public static string Schema()
    {
        var schema = Json.Options.GetJsonSchemaAsNode(typeof(CaseExport), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        var named = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A case, as its sender can take it away",
        };
        foreach (var (name, value) in schema.AsObject().ToList())
        {
            named[name] = value?.DeepClone();
        }

        return named.ToJsonString(Json.Options);
    }

    public static CaseExport From(CustomerFileView file, DateTime now) => new()
    {
        Format = FormatVersion,
        ExportedAt = now,
        Reference = file.Reference.ToString(),
        Channel = file.Channel,
        State = file.State,
        PolicyVersion = file.PolicyVersion.ToString(),
        ReceivedAt = file.ReceivedAt,
        AnswerDueAt = file.DueAt,
        FirstAnsweredAt = file.FirstAnsweredAt,
        AnsweredAt = file.AnsweredAt,
        ClosedAt = file.ClosedAt,
        WithdrawnAt = file.WithdrawnAt,
        EraseAt = file.EraseAt,
        ErasedAt = file.ErasedAt,
        ErasedBy = file.ErasedBy,
        HeldAt = file.HeldAt,
        HoldReason = file.HoldReason,
        Sent = [.. file.Versions.Select(v => new ExportedVersion(
            v.Number, v.WrittenAt, v.Sender.Name, v.Sender.Email, v.Sender.Telephone, v.Sender.Organisation,
            [.. v.Answers.Select(a => new ExportedAnswer(a.Label, a.Value))]))],
        Thread = [.. file.Thread.Select(e => new ExportedEntry(e.Kind, e.Role, e.WrittenAt, e.Text))],
        Ledger = [.. file.Ledger.Select(l => new ExportedLine(
            l.Sequence, l.At, l.Act, l.Actor, l.Role, l.Purpose, l.OtherRole, l.Until, l.State))],
        LedgerHead = file.Head,
    };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json.CaseExport);

    public sealed record ExportedVersion(
        int Version, DateTime At, string Name, string? Email, string? Telephone, string? Organisation, IReadOnlyList<ExportedAnswer> Answers);

    public sealed record ExportedAnswer(string Question, string Answer);

    public sealed record ExportedEntry(EntryKind Kind, StaffRole? Role, DateTime At, string Text);

    public sealed record ExportedLine(
        int Sequence,
        DateTime At,
        LedgerAct Act,
        LedgerActor Actor,
        StaffRole? Role,
        ReadingPurpose? Purpose,
        StaffRole? OtherRole,
        DateTime? Until,
        CaseState? State);
}

[JsonSerializable(typeof(CaseExport))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class CaseExportJson : JsonSerializerContext;
