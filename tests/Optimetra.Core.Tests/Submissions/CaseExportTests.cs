using System.Text;
using System.Text.Json.Nodes;
using Optimetra.Core.Ledger;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

/// <summary>What senders take away: all that their file shows, and nothing that it does not.</summary>
public class CaseExportTests : SiteTests
{
    private static readonly string[] KnownKeywords = ["$schema", "title", "type", "properties", "required", "enum", "items", "format"];

    /// <summary>Everything that can happen to a case happens to this one.</summary>
    private async Task<Receipt> SendAndUseAsync()
    {
        var receipt = await Site.SendAsync(Given.Message("Haben Sie „Größe 7“?") with { Telephone = "555 0142" });
        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();
        await Site.ShareAsync(receipt.Reference, sue);
        await Site.OpenAsync(sue, receipt.Reference);
        await Site.NoteAsync(sue, receipt.Reference, "Narwhal");
        Site.Clock.Advance(TimeSpan.FromMinutes(1));
        await Site.ReplyAsync(emil, receipt.Reference, "We do.");
        Site.Clock.Advance(TimeSpan.FromMinutes(1));
        await Site.MessageAsync(receipt, "Thank you.");
        await Site.CorrectAsync(receipt, Given.CorrectionOf((await Site.FileOfAsync(receipt)).Current!) with { Name = "Ada Sample", Telephone = null });

        return receipt;
    }

    [Fact]
    public async Task It_holds_what_the_file_shows()
    {
        var receipt = await SendAndUseAsync();
        await Site.ReplyAsync(await Site.EmployeeAsync(), receipt.Reference, "Welcome.");
        await Site.CloseAsync(receipt.Reference);

        var export = await ExportAsync(receipt);

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal(
            (1, Site.Clock.Now, receipt.Reference.ToString(), "Contact", "Closed", "2026-11-22"),
            (Number(export, "format"), Time(export, "exportedAt")!.Value, Text(export, "reference"), Text(export, "channel"),
                Text(export, "state"), Text(export, "policyVersion")));
        Assert.Equal(
            (file.ReceivedAt, file.DueAt, file.FirstAnsweredAt, file.AnsweredAt, file.ClosedAt, file.EraseAt),
            (Time(export, "receivedAt"), Time(export, "answerDueAt"), Time(export, "firstAnsweredAt"), Time(export, "answeredAt"),
                Time(export, "closedAt"), Time(export, "eraseAt")));
        Assert.Equal(
            file.Versions.Select(v => (
                v.Number, (DateTime?)v.WrittenAt, v.Sender.Name, v.Sender.Email, v.Sender.Telephone, v.Sender.Organisation,
                string.Join('|', v.Answers.Select(a => $"{a.Label}: {a.Value}")))),
            List(export, "sent").Select(v => (
                Number(v, "version"), Time(v, "at"), Text(v, "name")!, Text(v, "email"), Text(v, "telephone"), Text(v, "organisation"),
                string.Join('|', List(v, "answers").Select(a => $"{Text(a, "question")}: {Text(a, "answer")}")))));
        Assert.Equal(
            [("Reply", "Employee", "We do."), ("Message", null, "Thank you."), ("Reply", "Employee", "Welcome.")],
            List(export, "thread").Select(e => (Text(e, "kind"), Text(e, "role"), Text(e, "text"))));
        Assert.Equal(file.Thread.Select(e => (DateTime?)e.WrittenAt), List(export, "thread").Select(e => Time(e, "at")));
        Assert.Equal(
            file.Ledger.Select(l => (
                l.Sequence, (DateTime?)l.At, l.Act.ToString(), l.Actor.ToString(), l.Role?.ToString(), l.Purpose?.ToString(),
                l.OtherRole?.ToString(), l.Until, l.State?.ToString())),
            List(export, "ledger").Select(l => (
                Number(l, "sequence"), Time(l, "at"), Text(l, "act")!, Text(l, "actor")!, Text(l, "role"), Text(l, "purpose"),
                Text(l, "otherRole"), Time(l, "until"), Text(l, "state"))));
    }

    [Fact]
    public async Task Nothing_is_in_it_that_the_sender_may_not_see()
    {
        var receipt = await SendAndUseAsync();
        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();

        var text = Encoding.UTF8.GetString((await Site.Files.ExportAsync(receipt.Reference, receipt.Code, CancellationToken.None))!);

        // As it was written, not escaped, so that people can read it.
        Assert.Contains("Haben Sie „Größe 7“?", text, StringComparison.Ordinal);
        foreach (var secret in new[]
        {
            "Narwhal", "Emil", "Sue", "Grace", emil.MemberId.ToString(), sue.MemberId.ToString(), "optimetra.example",
            receipt.Code.Letters, receipt.Code.Show(), "\"Note\"", "HoldReason",
            (await Site.ReadAsync<string>("""SELECT "Id" FROM "Submissions" """)).ToLowerInvariant(),
        })
        {
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task It_is_in_the_ledger_before_it_is_given_and_its_head_is_a_witness_to_that()
    {
        var receipt = await SendAndUseAsync();
        var before = (await Site.FileOfAsync(receipt)).Head;

        var export = await ExportAsync(receipt);

        var file = await Site.FileOfAsync(receipt);
        Assert.Equal((LedgerAct.Exported, LedgerActor.Sender), (file.Ledger[^1].Act, file.Ledger[^1].Actor));
        Assert.Equal("Exported", Text(List(export, "ledger").Last(), "act"));
        Assert.Equal(before.Sequence + 1, file.Head.Sequence);
        Assert.Equal(
            (file.Head.Sequence, file.Head.Hash),
            (Number(export["ledgerHead"]!, "sequence"), Text(export["ledgerHead"]!, "hash")));
    }

    [Fact]
    public async Task The_whole_ledger_is_in_it_however_long()
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();
        await Task.WhenAll(Enumerable.Range(0, AccessLedger.Shown + 5).Select(_ => Site.OpenAsync(emil, receipt.Reference)));

        Assert.Equal(
            Enumerable.Range(1, AccessLedger.Shown + 7),
            List(await ExportAsync(receipt), "ledger").Select(l => Number(l, "sequence")));
        Assert.Equal(AccessLedger.Shown, (await Site.FileOfAsync(receipt)).Ledger.Count);
    }

    [Theory]
    [InlineData("used")]
    [InlineData("closed")]
    [InlineData("held")]
    [InlineData("held, withdrawn")]
    [InlineData("held, erased")]
    [InlineData("withdrawn")]
    [InlineData("erased")]
    public async Task It_is_as_its_schema_says(string kind)
    {
        var receipt = await SendAndUseAsync();
        if (kind == "closed")
        {
            await Site.CloseAsync(receipt.Reference);
        }

        if (kind.StartsWith("held", StringComparison.Ordinal))
        {
            await Site.HoldAsync(await Site.AdministratorAsync(), receipt.Reference, "A court asked for it.");
        }

        if (kind.EndsWith("withdrawn", StringComparison.Ordinal))
        {
            await Site.WithdrawAsync(receipt);
        }

        if (kind.EndsWith("erased", StringComparison.Ordinal))
        {
            await Site.EraseAsync(receipt);
        }

        var schema = JsonNode.Parse(CustomerFile.ExportSchema)!;
        var export = await ExportAsync(receipt);

        Assert.Empty(Violations(schema, export, "$"));
        var file = await Site.FileOfAsync(receipt);
        Assert.Equal(
            (file.State.ToString(), file.HeldAt, file.HoldReason, file.WithdrawnAt, file.ErasedAt, file.ErasedBy?.ToString(), file.EraseAt),
            (Text(export, "state")!, Time(export, "heldAt"), Text(export, "holdReason"), Time(export, "withdrawnAt"), Time(export, "erasedAt"),
                Text(export, "erasedBy"), Time(export, "eraseAt")));
        Assert.Equal(
            (file.WithdrawalAskedAt, file.ErasureAskedAt), (Time(export, "withdrawalAskedAt"), Time(export, "erasureAskedAt")));
    }

    [Theory]
    [InlineData("""{"ledgerHead": null}""")]
    [InlineData("""{"sent": {}}""")]
    [InlineData("""{"state": "Sold"}""")]
    [InlineData("""{"state": 1}""")]
    [InlineData("""{"memberId": "0195"}""")]
    [InlineData("""{"thread": [{"kind": "Message", "at": "2026-12-01T10:00:00Z", "text": "?", "writtenBy": "Emil"}]}""")]
    [InlineData("""{"ledger": [{"sequence": 1, "at": "2026-12-01T10:00:00Z", "act": "Sold", "actor": "Staff"}]}""")]
    public async Task The_check_by_the_schema_finds_what_is_wrong(string change)
    {
        var export = (await ExportAsync(await SendAndUseAsync())).AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            export[name] = value?.DeepClone();
        }

        Assert.NotEmpty(Violations(JsonNode.Parse(CustomerFile.ExportSchema)!, export, "$"));
    }

    [Fact]
    public async Task The_schema_asks_for_what_is_always_there()
    {
        var schema = JsonNode.Parse(CustomerFile.ExportSchema)!;
        var export = (await ExportAsync(await SendAndUseAsync())).AsObject();
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", Text(schema, "$schema"));

        foreach (var name in new[] { "format", "reference", "state", "sent", "thread", "ledger", "ledgerHead" })
        {
            var without = export.DeepClone().AsObject();
            without.Remove(name);
            Assert.NotEmpty(Violations(schema, without, "$"));
        }
    }

    /// <summary>
    /// The part of JSON Schema that our schema speaks; a word that it does not know is a violation too. Stricter in one thing: a
    /// property that the schema does not name must not be there.
    /// </summary>
    private static IEnumerable<string> Violations(JsonNode schema, JsonNode? value, string path)
    {
        var rules = schema.AsObject();
        foreach (var unknown in rules.Select(r => r.Key).Except(KnownKeywords))
        {
            yield return $"{path}: the schema's {unknown} is not understood";
        }

        if (rules["type"] is { } type && !Types(type).Any(t => IsOf(t, value)))
        {
            yield return $"{path}: is no {type.ToJsonString()}";
        }

        if (rules["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, value)))
        {
            yield return $"{path}: {value?.ToJsonString()} is not one of {values.ToJsonString()}";
        }

        if (rules["format"] is not null && !DateTimeOffset.TryParse(value?.GetValue<string>(), null, out _))
        {
            yield return $"{path}: is no time";
        }

        if (value is JsonObject thing)
        {
            foreach (var missing in Names(rules["required"]).Where(n => !thing.ContainsKey(n)))
            {
                yield return $"{path}: lacks {missing}";
            }

            foreach (var (name, part) in thing)
            {
                var violations = rules["properties"]?[name] is { } rule ? Violations(rule, part, $"{path}.{name}") : [$"{path}: {name} is not named"];
                foreach (var violation in violations)
                {
                    yield return violation;
                }
            }
        }

        if (value is JsonArray list && rules["items"] is { } itemRule)
        {
            foreach (var violation in list.SelectMany((item, i) => Violations(itemRule, item, $"{path}[{i}]")))
            {
                yield return violation;
            }
        }
    }

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? Names(several) : [type.GetValue<string>()];

    private static IEnumerable<string> Names(JsonNode? list) => list?.AsArray().Select(n => n!.GetValue<string>()) ?? [];

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", System.Text.Json.JsonValueKind.Object) => true,
        ("array", System.Text.Json.JsonValueKind.Array) => true,
        ("string", System.Text.Json.JsonValueKind.String) => true,
        ("integer", System.Text.Json.JsonValueKind.Number) => true,
        ("null", null) => true,
        _ => false,
    };

    private static string? Text(JsonNode node, string name) => node[name]?.GetValue<string>();

    private static int Number(JsonNode node, string name) => node[name]!.GetValue<int>();

    private static DateTime? Time(JsonNode node, string name) => node[name]?.GetValue<DateTime>();

    private static IEnumerable<JsonNode> List(JsonNode node, string name) => node[name]!.AsArray().Select(n => n!);

    private async Task<JsonNode> ExportAsync(Receipt receipt)
    {
        var export = await Site.Files.ExportAsync(receipt.Reference, receipt.Code, CancellationToken.None);
        Assert.NotNull(export);

        return JsonNode.Parse(export)!;
    }
}
