using System.Security.Cryptography;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Persistence;

public class SealTests : SiteTests
{
    [Theory]
    [InlineData("SealedContents", "SubmissionId", "Content")]
    [InlineData("CaseKeys", "SubmissionId", "Wrapped")]
    [InlineData("SealedEntries", "Id", "Content")]
    public async Task Sealed_values_that_changed_places_do_not_open(string table, string id, string field)
    {
        var cases = await TwoCasesAsync();

        await SwapAsync(table, id, field);

        await AssertShutAsync(cases);
    }

    [Fact]
    public async Task A_case_whose_content_and_key_are_another_cases_does_not_open()
    {
        var cases = await TwoCasesAsync();

        await SwapAsync("SealedContents", "SubmissionId", "Content");
        await SwapAsync("CaseKeys", "SubmissionId", "Wrapped");

        await AssertShutAsync(cases);
    }

    [Theory]
    [InlineData("SealedContents", "Content", 0)]
    [InlineData("SealedContents", "Content", 5)]
    [InlineData("SealedContents", "Content", 20)]
    [InlineData("SealedContents", "Content", 40)]
    [InlineData("CaseKeys", "Wrapped", 0)]
    [InlineData("CaseKeys", "Wrapped", 5)]
    [InlineData("CaseKeys", "Wrapped", 20)]
    [InlineData("CaseKeys", "Wrapped", 40)]
    [InlineData("SealedEntries", "Content", 40)]
    public async Task A_sealed_value_with_one_bit_changed_does_not_open(string table, string field, int place)
    {
        var cases = await TwoCasesAsync();

        foreach (var value in await Site.ReadBlobsAsync($"SELECT \"{field}\" FROM \"{table}\""))
        {
            var before = Convert.ToHexString(value);
            value[place] ^= 1;
            await Site.ExecuteAsync(
                $"UPDATE \"{table}\" SET \"{field}\" = x'{Convert.ToHexString(value)}' WHERE \"{field}\" = x'{before}'");
        }

        await AssertShutAsync(cases);
    }

    [Theory]
    [InlineData("SealedContents", "Content")]
    [InlineData("CaseKeys", "Wrapped")]
    public async Task A_sealed_value_that_was_cut_short_does_not_open(string table, string field)
    {
        var cases = await TwoCasesAsync();

        await Site.ExecuteAsync($"UPDATE \"{table}\" SET \"{field}\" = x'01'");

        await AssertShutAsync(cases);
    }

    [Fact]
    public async Task The_same_words_never_seal_to_the_same_bytes()
    {
        await TwoCasesAsync();

        Assert.Equal(2, (await Site.ReadBlobsAsync("""SELECT DISTINCT substr("Content", 30) FROM "SealedContents" """)).Count);
        Assert.Equal(2, (await Site.ReadBlobsAsync("""SELECT DISTINCT substr("Content", 2, 12) FROM "SealedContents" """)).Count);
        Assert.Equal(2, (await Site.ReadBlobsAsync("""SELECT DISTINCT substr("Wrapped", 30) FROM "CaseKeys" """)).Count);
    }

    [Fact]
    public void A_value_opens_only_in_the_place_it_was_sealed_for()
    {
        var (row, cipher) = Site.Get<Seal>().NewCase(Guid.AllBitsSet);
        using var again = Site.Get<Seal>().Open(row);
        using (cipher)
        {
            var place = new SealedPlace("Letters", Guid.AllBitsSet, "Text");
            var closed = cipher.Close("Dear Ada"u8, place);

            Assert.Equal("Dear Ada"u8, again.Open(closed, place));
            Assert.ThrowsAny<CryptographicException>(() => cipher.Open(closed, place with { Table = "Notes" }));
            Assert.ThrowsAny<CryptographicException>(() => cipher.Open(closed, place with { Row = Guid.Empty }));
            Assert.ThrowsAny<CryptographicException>(() => cipher.Open(closed, place with { Field = "Title" }));
        }
    }

    /// <summary>Two cases with the same words and the same note.</summary>
    private async Task<CaseReference[]> TwoCasesAsync()
    {
        CaseReference[] cases = [(await Site.SendAsync()).Reference, (await Site.SendAsync()).Reference];
        foreach (var reference in cases)
        {
            Assert.Equal(DeskOutcome.Done, await Site.NoteAsync(await Site.EmployeeAsync(), reference, "Rang back, nobody there."));
        }

        return cases;
    }

    private async Task SwapAsync(string table, string id, string field) => await Site.ExecuteAsync($"""
        CREATE TEMP TABLE "Before" AS SELECT "{id}" AS "Id", "{field}" AS "Value" FROM "{table}";
        UPDATE "{table}" SET "{field}" = (SELECT "Value" FROM "Before" WHERE "Before"."Id" <> "{table}"."{id}");
        """);

    private async Task AssertShutAsync(CaseReference[] cases)
    {
        var emil = await Site.EmployeeAsync();
        foreach (var reference in cases)
        {
            await Assert.ThrowsAnyAsync<CryptographicException>(() => Site.OpenAsync(emil, reference));
        }
    }
}
