using Optimetra.Core.Submissions;

namespace Optimetra.Core.Tests.Submissions;

/// <summary>What people type, read generously: references, codes, texts, addresses.</summary>
public class TypedTextTests
{
    [Fact]
    public void Crockfords_base_32_writes_five_bits_a_character()
    {
        Assert.Equal("00000000", Crockford.Encode([0, 0, 0, 0, 0], 8));
        Assert.Equal("ZZZZZZZZ", Crockford.Encode([255, 255, 255, 255, 255], 8));
        // 00001 00010 00011 00100 00101 00110 00111 01000
        Assert.Equal("12345678", Crockford.Encode([0b00001000, 0b10000110, 0b01000010, 0b10011000, 0b11101000], 8));
        // 10010 10100 11100, and one bit over
        Assert.Equal("JMW", Crockford.Encode([0b10010101, 0b00111000], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Crockford.Encode([0], 2));
    }

    [Theory]
    [InlineData("ABCD1234", "ABCD1234")]
    [InlineData("abcd1234", "ABCD1234")]
    [InlineData("abcd-1234", "ABCD1234")]
    [InlineData(" AB CD\t12\u00A034\n", "ABCD1234")]
    [InlineData("ABCD\u20131234", "ABCD1234")]
    [InlineData("OoIiLl00", "00111100")]
    [InlineData("ABCD123", null)]
    [InlineData("ABCD12345", null)]
    [InlineData("ABCDU234", null)]
    [InlineData("ABCD123!", null)]
    [InlineData("ABCD123\u0664", null)]
    [InlineData("", null)]
    [InlineData("--------", null)]
    [InlineData(null, null)]
    [InlineData("A-B-C-D-1-2-3-4                                        ", null)]
    public void Crockfords_base_32_reads_what_was_meant_or_nothing(string? typed, string? read)
    {
        Assert.Equal(read, Crockford.Read(typed, 8));
    }

    [Theory]
    [InlineData("OPT-7K3M-9QXZ")]
    [InlineData("opt-7k3m-9qxz")]
    [InlineData("7K3M-9QXZ")]
    [InlineData("7k3m9qxz")]
    [InlineData("  OPT 7K3M 9QXZ  ")]
    [InlineData("OPT7K3M9QXZ")]
    public void A_reference_is_read_however_it_is_written(string typed)
    {
        Assert.True(CaseReference.TryRead(typed, out var reference));
        Assert.Equal("OPT-7K3M-9QXZ", reference.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("OPT-")]
    [InlineData("OPT-7K3M-9QX")]
    [InlineData("OPT-7K3M-9QXZZ")]
    [InlineData("XYZ-7K3M-9QXZ")]
    [InlineData("'; DROP TABLE Submissions; --")]
    public void What_is_no_reference_is_not_read(string? typed)
    {
        Assert.False(CaseReference.TryRead(typed, out var reference));
        Assert.Equal(default, reference);
        Assert.Equal("", reference.ToString());
    }

    [Theory]
    [InlineData("\u200B")]
    [InlineData(" \u200B\u2060\uFEFF\n")]
    [InlineData("\u3164")]
    [InlineData("\u2800\u115F")]
    [InlineData("\u00AD\uFE0F")]
    [InlineData("\U000E0041")]
    public void Text_that_nobody_can_see_is_empty(string typed) => Assert.Equal("", PlainText.Normalize(typed));

    [Theory]
    [InlineData("\u200Bword")]
    [InlineData("\U0001F469\u200D\U0001F4BB")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    public void What_joins_and_parts_letters_that_can_be_seen_is_kept(string typed) => Assert.Equal(typed, PlainText.Normalize(typed));

    [Fact]
    public void A_reference_may_begin_with_the_letters_of_the_prefix()
    {
        // O reads as 0, so these eight characters are a reference by themselves.
        Assert.True(CaseReference.TryRead("OPT7K3M9", out var reference));
        Assert.Equal("OPT-0PT7-K3M9", reference.ToString());
    }

    [Fact]
    public void New_references_differ_and_can_be_read_back()
    {
        var references = Enumerable.Range(0, 1_000).Select(_ => CaseReference.New()).ToList();

        Assert.Equal(references.Count, references.Distinct().Count());
        Assert.All(references, r => Assert.True(CaseReference.TryRead(r.ToString(), out var read) && read == r));
    }

    [Fact]
    public void A_receipt_code_shows_itself_only_when_asked_to()
    {
        Assert.True(ReceiptCode.TryRead("abcd-1234-efgh-5678-jkmn-9oil", out var code));

        Assert.Equal("ABCD-1234-EFGH-5678-JKMN-9011", code.Show());
        Assert.DoesNotContain("ABCD", code.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ABCD", $"{new { code }}", StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ABCD-1234-EFGH-5678-JKMN-901")]
    [InlineData("ABCD-1234-EFGH-5678-JKMN-90111")]
    [InlineData("ABCD-1234-EFGH-5678-JKMN-901U")]
    public void What_is_no_receipt_code_is_not_read(string? typed)
    {
        Assert.False(ReceiptCode.TryRead(typed, out var code));
        Assert.Null(code);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(" \r\n\t ", "")]
    [InlineData("  Ada  ", "Ada")]
    [InlineData("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\uFB01", "\uFB01")]
    public void Text_is_kept_in_one_form(string? typed, string kept)
    {
        Assert.Equal(kept, PlainText.Normalize(typed));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("Ada", 3)]
    [InlineData("\u00E9", 1)]
    [InlineData("\U0001F98A\U0001F98A", 2)]
    public void Text_is_counted_in_code_points(string text, int length)
    {
        Assert.Equal(length, PlainText.Length(text));
    }

    [Theory]
    [InlineData("Ada", false, false)]
    [InlineData("one\ntwo\tthree", false, true)]
    [InlineData("one\rtwo", true, true)]
    [InlineData("\0", true, true)]
    [InlineData("\u001B", true, true)]
    [InlineData("\u007F", true, true)]
    [InlineData("\u0085", true, true)]
    [InlineData("\uFFFD", true, true)]
    [InlineData("\U0001F98A \u00E9 \u0416 \u05D0 \u4E2D", false, false)]
    public void Characters_that_cannot_be_shown_are_broken(string text, bool inManyLines, bool inOneLine)
    {
        Assert.Equal(inManyLines, PlainText.HasBrokenCharacters(text));
        Assert.Equal(inOneLine, PlainText.HasBrokenCharacters(text, multiline: false));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_one_broken_character()
    {
        var half = "half \uD800 a pair";

        Assert.Equal(13, PlainText.Length(half));
        Assert.True(PlainText.HasBrokenCharacters(half));
        Assert.Equal(half, PlainText.Normalize(half));
    }

    [Theory]
    [InlineData("ada@example.org", true)]
    [InlineData("ada.lovelace+glasses@mail.example.co.uk", true)]
    [InlineData("\u00E4da@ex\u00E4mple.org", true)]
    [InlineData("o'neill@example.org", true)]
    [InlineData("", false)]
    [InlineData("ada", false)]
    [InlineData("ada@", false)]
    [InlineData("@example.org", false)]
    [InlineData("ada@@example.org", false)]
    [InlineData("ada@example.org ", false)]
    [InlineData("Ada <ada@example.org>", false)]
    [InlineData("ada(me)@example.org", false)]
    [InlineData("\"ada\"@example.org", false)]
    [InlineData("ada@example.org,bob@example.org", false)]
    [InlineData("ada@example.org;bob@example.org", false)]
    [InlineData("ada@example.org\n", false)]
    public void An_email_address_is_one_mailbox_and_nothing_else(string text, bool isAddress)
    {
        Assert.Equal(isAddress, PlainText.IsEmailAddress(text));
    }

    [Fact]
    public void An_email_address_has_at_most_254_characters()
    {
        var longest = new string('a', 64) + "@" + string.Join('.', Enumerable.Repeat(new string('b', 46), 4)) + ".b";
        Assert.Equal(PlainText.MaxEmailLength, longest.Length);

        Assert.True(PlainText.IsEmailAddress(longest));
        Assert.False(PlainText.IsEmailAddress(longest + "b"));
    }

    [Theory]
    [InlineData("800-758-9710", true)]
    [InlineData("+44 (0)20 7946 0018 x12", true)]
    [InlineData("030/123456#7", true)]
    [InlineData("12345", true)]
    [InlineData("1234", false)]
    [InlineData("call me", false)]
    [InlineData("12345;drop", false)]
    [InlineData("\u0661\u0662\u0663\u0664\u0665\u0666", false)]
    [InlineData("12345\n", false)]
    public void A_telephone_number_is_what_somebody_could_dial(string text, bool isNumber)
    {
        Assert.Equal(isNumber, PlainText.IsTelephoneNumber(text));
    }
}
