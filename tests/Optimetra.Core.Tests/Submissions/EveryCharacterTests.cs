using System.Text;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Tests.Submissions;

/// <summary>Over everything that can be typed, since one character that was forgotten is enough.</summary>
public class EveryCharacterTests
{
    [Fact]
    public void Every_code_point_can_be_normalized_and_judged()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value))
            {
                continue;
            }

            var text = PlainText.Normalize($"a{new Rune(value)}b");
            if (!PlainText.HasBrokenCharacters(text))
            {
                Assert.True(text.IsNormalized(NormalizationForm.FormC), $"U+{value:X4}");
            }
        }
    }

    [Theory]
    [InlineData(0xFFFE)]
    [InlineData(0xFFFF)]
    [InlineData(0xFDD0)]
    [InlineData(0x10FFFF)]
    public void What_Unicode_keeps_for_no_character_is_refused(int value) =>
        Assert.True(PlainText.HasBrokenCharacters(new Rune(value).ToString()));
}
