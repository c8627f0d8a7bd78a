using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Mail;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Persistence;

/// <summary>Somebody who can write the database and has no keys puts sealed values where others belong.</summary>
public class SwappedRowsTests : SiteTests
{
    private const string OfOne = """ "SubmissionId" = (SELECT min("Id") FROM "Submissions")""";
    private const string OfOther = """ "SubmissionId" = (SELECT max("Id") FROM "Submissions")""";

    private readonly List<Receipt> _receipts = [];

    /// <summary>Two cases, each with two versions, two notes, a message, a reply and letters.</summary>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var emil = await Site.EmployeeAsync();
        foreach (var name in new[] { "Ada", "Eve" })
        {
            var receipt = await Site.SendAsync(Given.Message() with { Name = name, Email = $"{name}@example.org" });
            await Site.CorrectAsync(receipt, Given.CorrectionOf((await Site.FileOfAsync(receipt)).Current!) with { Name = $"{name} Sample" });
            await Site.NoteAsync(emil, receipt.Reference, $"{name} sounds angry.");
            Site.Clock.Advance(TimeSpan.FromMinutes(1));
            await Site.NoteAsync(emil, receipt.Reference, $"{name} was friendly.");
            await Site.MessageAsync(receipt, $"It is {name} again.");
            await Site.ReplyAsync(emil, receipt.Reference, $"Dear {name}.");
            _receipts.Add(receipt);
        }
    }

    [Theory]
    // An earlier version as the newest, and the other way round.
    [InlineData("SealedContents", """ "Version" = 1 AND {one}""", """ "Version" = 2 AND {one}""", 1)]
    // What one sent as what the other sent.
    [InlineData("SealedContents", """ "Version" = 1 AND {one}""", """ "Version" = 1 AND {other}""", 2)]
    // Two notes of one case, and a note and a message, a note and a reply, a message and a reply.
    [InlineData("SealedEntries", """ "Id" = (SELECT min("Id") FROM "SealedEntries" WHERE "Kind" = 1 AND {one})""",
        """ "Id" = (SELECT max("Id") FROM "SealedEntries" WHERE "Kind" = 1 AND {one})""", 1)]
    [InlineData("SealedEntries", """ "Id" = (SELECT min("Id") FROM "SealedEntries" WHERE "Kind" = 1 AND {one})""", """ "Kind" = 3 AND {one}""", 1)]
    [InlineData("SealedEntries", """ "Id" = (SELECT min("Id") FROM "SealedEntries" WHERE "Kind" = 1 AND {one})""", """ "Kind" = 2 AND {one}""", 1)]
    [InlineData("SealedEntries", """ "Kind" = 3 AND {one}""", """ "Kind" = 2 AND {one}""", 1)]
    // The replies of two cases.
    [InlineData("SealedEntries", """ "Kind" = 2 AND {one}""", """ "Kind" = 2 AND {other}""", 2)]
    public async Task Swapped_sealed_values_are_not_shown_in_each_others_place(string table, string one, string other, int brokenCases)
    {
        await SwapAsync(table, "Content", one, other);

        await AssertBrokenAsync(brokenCases);
    }

    [Theory]
    // A version under another number.
    [InlineData("""
        DELETE FROM "SealedContents" WHERE "Version" = 2 AND {one};
        UPDATE "SealedContents" SET "Version" = 2 WHERE "Version" = 1 AND {one};
        """, 1)]
    [InlineData("""UPDATE "SealedContents" SET "Version" = 3 WHERE "Version" = 1 AND {one}""", 1)]
    // A note shown to the sender as a reply or as their own message; a reply hidden as a note.
    [InlineData("""UPDATE "SealedEntries" SET "Kind" = 2 WHERE "Kind" = 1 AND {one}""", 1)]
    [InlineData("""UPDATE "SealedEntries" SET "Kind" = 3 WHERE "Kind" = 1 AND {one}""", 1)]
    [InlineData("""UPDATE "SealedEntries" SET "Kind" = 1 WHERE "Kind" = 2 AND {one}""", 1)]
    [InlineData("""UPDATE "SealedEntries" SET "Kind" = 4 WHERE "Kind" = 3 AND {one}""", 1)]
    // An entry moved to another case, and one that is there twice.
    [InlineData("""UPDATE "SealedEntries" SET "SubmissionId" = (SELECT min("Id") FROM "Submissions") WHERE "Kind" = 2 AND {other}""", 1)]
    [InlineData("""
        INSERT INTO "SealedEntries" ("Id", "SubmissionId", "Number", "Kind", "WrittenBy", "Role", "WrittenAt", "Content")
        SELECT '01A2310C-7630-73D5-9A36-6B0D3C75BD78', "SubmissionId", "Number", "Kind", "WrittenBy", "Role", "WrittenAt", "Content"
        FROM "SealedEntries" WHERE "Kind" = 2 AND {one}
        """, 1)]
    public async Task A_row_under_another_name_is_not_shown(string change, int brokenCases)
    {
        Assert.NotEqual(0, await Site.ExecuteAsync(Named(change)));

        await AssertBrokenAsync(brokenCases);
    }

    [Theory]
    [InlineData("CaseKeys")]
    // With all that is sealed under them, so that only the rows' own names tell.
    [InlineData("CaseKeys", "SealedContents", "SealedEntries")]
    [InlineData("SealedContents", "SealedEntries")]
    public async Task One_persons_rows_are_not_shown_as_anothers(params string[] tables)
    {
        foreach (var table in tables)
        {
            await Site.ExecuteAsync($"""
                CREATE TEMP TABLE "Copy" AS SELECT * FROM "{table}";
                UPDATE "Copy" SET "SubmissionId" = (SELECT "Id" FROM "Submissions" s WHERE s."Id" <> "SubmissionId");
                DELETE FROM "{table}";
                INSERT INTO "{table}" SELECT * FROM "Copy";
                """);
        }

        await AssertBrokenAsync(2);
    }

    [Theory]
    [InlineData("same case")]
    [InlineData("two cases")]
    public async Task Swapped_letters_are_not_sent_to_each_others_address(string which)
    {
        Assert.Equal(
            ["Ada@example.org", "Eve@example.org"], (await Site.LettersAsync(MailKind.ReplyWaiting)).Select(l => l.Letter.Address));

        await SwapAsync(
            "OutboxMails",
            "Letter",
            $""" "Kind" = {(int)MailKind.ReplyWaiting} AND {OfOne}""",
            which == "same case"
                ? $""" "Kind" = {(int)MailKind.Acknowledgement} AND {OfOne}"""
                : $""" "Kind" = {(int)MailKind.ReplyWaiting} AND {OfOther}""");

        await Assert.ThrowsAnyAsync<CryptographicException>(() => Site.LettersAsync(MailKind.ReplyWaiting));
    }

    [Fact]
    public async Task The_hash_of_one_kind_of_code_is_none_of_the_other_kind()
    {
        var one = _receipts[0];
        Assert.True(await Site.AskCodeAsync(one.Reference, "Ada@example.org"));
        var mailed = LostCodeActs.CodeIn(Assert.Single(await Site.LettersAsync(MailKind.OneTimeCode)).Letter);
        await Site.ExecuteAsync(Named($"""
            CREATE TEMP TABLE "Copy" AS SELECT "CodeHash" FROM "OneTimeCodes";
            UPDATE "OneTimeCodes" SET "CodeHash" = (SELECT "CodeHash" FROM "Submissions" WHERE "Reference" = '{one.Reference.Letters}');
            UPDATE "Submissions" SET "CodeHash" = (SELECT "CodeHash" FROM "Copy") WHERE "Reference" = '{one.Reference.Letters}';
            """));

        Assert.Null(await Site.FileOfAsync(one.Reference, mailed));
        Assert.Null(await Site.ReplaceCodeAsync(one.Reference, one.Code));
    }

    [Fact]
    public async Task The_hash_of_ones_own_code_does_not_open_the_case_it_is_copied_to()
    {
        var (mine, theirs) = (_receipts[0], _receipts[1]);
        await Site.ExecuteAsync(Named($"""
            UPDATE "Submissions" SET
                "CodeHash" = (SELECT "CodeHash" FROM "Submissions" WHERE "Reference" = '{mine.Reference.Letters}'),
                "CodeKeyId" = (SELECT "CodeKeyId" FROM "Submissions" WHERE "Reference" = '{mine.Reference.Letters}')
            WHERE "Reference" = '{theirs.Reference.Letters}'
            """));

        Assert.Null(await Site.FileOfAsync(theirs.Reference, mine.Code));
        Assert.NotNull(await Site.FileOfAsync(mine.Reference, mine.Code));
    }

    [Fact]
    public async Task A_copy_of_the_database_is_refused_by_a_site_with_other_keys_and_cannot_be_read_by_one_that_was_forced()
    {
        var emil = await Site.EmployeeAsync();
        await Site.StopAsync();
        await using var thief = new CoreSite();
        await thief.StartAsync();
        await thief.StopAsync();
        File.Copy(Site.DatabaseFile, thief.DatabaseFile, overwrite: true);

        var refusal = await Assert.ThrowsAsync<WrongSettingException>(thief.StartAsync);
        Assert.Contains("key", refusal.Message, StringComparison.Ordinal);

        await thief.StopAsync();
        await thief.ExecuteAsync("""DELETE FROM "KeyChecks" """);
        await thief.StartAsync();
        // Neither with a receipt nor at the desk, where the thief is whoever they like.
        Assert.Null(await thief.FileOfAsync(_receipts[0].Reference, _receipts[0].Code));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => thief.OpenAsync(emil, _receipts[0].Reference));
        Assert.Equal(StaffRole.Employee, emil.Role);
        Assert.False((await thief.Ledger.VerifyAsync(CancellationToken.None)).IsIntact);
    }

    private static string Named(string sql) => sql
        .Replace("{one}", OfOne, StringComparison.Ordinal)
        .Replace("{other}", OfOther, StringComparison.Ordinal);

    private async Task SwapAsync(string table, string field, string one, string other)
    {
        var mine = Assert.Single(await Site.ReadBlobsAsync(Named($"SELECT \"{field}\" FROM \"{table}\" WHERE {one}")));
        var theirs = Assert.Single(await Site.ReadBlobsAsync(Named($"SELECT \"{field}\" FROM \"{table}\" WHERE {other}")));
        Assert.NotEqual(mine, theirs);

        Assert.Equal(1, await Site.ExecuteAsync(Named($"UPDATE \"{table}\" SET \"{field}\" = x'{Convert.ToHexString(theirs)}' WHERE {one}")));
        Assert.Equal(1, await Site.ExecuteAsync(Named($"UPDATE \"{table}\" SET \"{field}\" = x'{Convert.ToHexString(mine)}' WHERE {other}")));
    }

    /// <summary>The first cases cannot be opened by anybody; the others can.</summary>
    private async Task AssertBrokenAsync(int brokenCases)
    {
        var emil = await Site.EmployeeAsync();
        foreach (var receipt in _receipts.Take(brokenCases))
        {
            await Assert.ThrowsAnyAsync<CryptographicException>(() => Site.OpenAsync(emil, receipt.Reference));
            await Assert.ThrowsAnyAsync<CryptographicException>(() => Site.FileOfAsync(receipt));
            await Assert.ThrowsAnyAsync<CryptographicException>(
                () => Site.Files.ExportAsync(receipt.Reference, receipt.Code, CancellationToken.None));
        }

        foreach (var receipt in _receipts.Skip(brokenCases))
        {
            Assert.Equal(2, (await Site.OpenAsync(emil, receipt.Reference))!.Versions.Count);
        }
    }
}
