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

    /// <summary>When a withdrawal was asked for that waits for the end of a hold.</summary>
    public DateTime? WithdrawalAskedAt { get; init; }

    /// <summary>When an erasure was asked for while the case was held.</summary>
    public DateTime? ErasureAskedAt { get; init; }

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
        WithdrawalAskedAt = file.WithdrawalAskedAt,
        ErasureAskedAt = file.ErasureAskedAt,
        EraseAt = file.EraseAt,
        ErasedAt = file.ErasedAt,
        ErasedBy = file.ErasedBy,
        HeldAt = file.HeldAt,
        HoldReason = file.HoldReason,
        Sent = [.. file.Versions.Select(v => new ExportedVersion
        {
            Version = v.Number,
            At = v.WrittenAt,
            Name = v.Sender.Name,
            Email = v.Sender.Email,
            Telephone = v.Sender.Telephone,
            Organisation = v.Sender.Organisation,
            Answers = [.. v.Answers.Select(a => new ExportedAnswer(a.Label, a.Value))],
        })],
        Thread = [.. file.Thread.Select(e => new ExportedEntry { Kind = e.Kind, Role = e.Role, At = e.WrittenAt, Text = e.Text })],
        Ledger = [.. file.Ledger.Select(l => new ExportedLine
        {
            Sequence = l.Sequence,
            At = l.At,
            Act = l.Act,
            Actor = l.Actor,
            Role = l.Role,
            Purpose = l.Purpose,
            OtherRole = l.OtherRole,
            Until = l.Until,
            State = l.State,
            Hash = l.Hash,
        })],
        LedgerHead = file.Head,
    };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json.CaseExport);

    public sealed record ExportedVersion
    {
        public required int Version { get; init; }

        public required DateTime At { get; init; }

        public required string Name { get; init; }

        public string? Email { get; init; }

        public string? Telephone { get; init; }

        public string? Organisation { get; init; }

        public required IReadOnlyList<ExportedAnswer> Answers { get; init; }
    }

    public sealed record ExportedAnswer(string Question, string Answer);

    public sealed record ExportedEntry
    {
        public required EntryKind Kind { get; init; }

        public StaffRole? Role { get; init; }

        public required DateTime At { get; init; }

        public required string Text { get; init; }
    }

    public sealed record ExportedLine
    {
        public required int Sequence { get; init; }

        public required DateTime At { get; init; }

        public required LedgerAct Act { get; init; }

        public required LedgerActor Actor { get; init; }

        public StaffRole? Role { get; init; }

        public ReadingPurpose? Purpose { get; init; }

        public StaffRole? OtherRole { get; init; }

        public DateTime? Until { get; init; }

        public CaseState? State { get; init; }

        /// <summary>The entry's seal over itself and all before it, as in <see cref="LedgerHead"/>: an older head can be compared with it.</summary>
        public required string Hash { get; init; }
    }
}

[JsonSerializable(typeof(CaseExport))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class CaseExportJson : JsonSerializerContext;
