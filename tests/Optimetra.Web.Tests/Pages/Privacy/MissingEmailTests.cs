using Optimetra.Core;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages.Privacy;

/// <summary>The policy names an email address. It is a setting, and never made up.</summary>
public class MissingEmailTests
{
    [Theory]
    [InlineData("/privacy", "article.policy")]
    [InlineData("/contact", "footer")]
    public async Task InDevelopment_ThePageSaysThatTheSettingIsMissing(string address, string place)
    {
        await using var app = new InDevelopment();

        var page = await app.AtPublicDoor().OpenAsync(address);

        Assert.Contains("(the setting Optimetra:Company:Email is missing)", page.TextOf(place), StringComparison.Ordinal);
        Assert.Null(page.Page.QuerySelector("a[href^='mailto:']"));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task OutsideDevelopment_TheStartIsRefusedWithTheSettingsName(string environment)
    {
        var refused = await Assert.ThrowsAsync<WrongSettingException>(
            () => Start.TryAsync(("environment", environment), ("Optimetra:Company:Email", "")));

        Assert.StartsWith("The setting Optimetra:Company:Email holds nothing; it must hold", refused.Message, StringComparison.Ordinal);
    }

    private sealed class InDevelopment() : OptimetraApplication([KeyValuePair.Create("Optimetra:Company:Email", "")])
    {
        protected override string Environment => "Development";
    }
}
