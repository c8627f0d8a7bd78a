using System.Net.Http.Headers;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Forms;

/// <summary>What looks like a robot's is kept in a tray of its own, and its sender gets the same receipt as everybody.</summary>
[Collection(nameof(Site))]
public class RobotTests(OptimetraApplication app)
{
    public static TheoryData<string> Forms => ["/contact", "/request-information"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Post_WithTheHiddenFieldFilledIn_GivesAReceiptAndGoesToTheSpamTray(string address)
    {
        var receipt = await app.SendAsync(address, ("Input.Website", "https://casino.test"));

        await IsInTheSpamTrayAsync(receipt, "a field that people do not see was filled in");
        Assert.Equal("https://casino.test", (await app.Desk.OpenAsync(receipt.Reference)).Fact("In the field that people do not see"));
    }

    [Theory]
    [InlineData("/contact", "%FF")]
    [InlineData("/contact", "a%00b")]
    [InlineData("/contact", "%EF%BF%BE")]
    [InlineData("/request-information", "%C3casino%EF%B7%90")]
    public async Task Post_WithAHiddenFieldThatCannotBeShown_GivesAReceiptAndGoesToTheSpamTray(string address, string filledIn)
    {
        var visitor = app.AtPublicDoor();
        var form = (await visitor.FillInAsync(address)).Without("Input.Website");
        var body = await new FormUrlEncodedContent(form.Fields).ReadAsStringAsync() + "&Input.Website=" + filledIn;

        var receipt = Halves.Read(await visitor.PostAsync(address, new StringContent(body, new MediaTypeHeaderValue("application/x-www-form-urlencoded"))));

        await IsInTheSpamTrayAsync(receipt, "a field that people do not see was filled in");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Post_SoonerThanAPersonCanType_GivesAReceiptAndGoesToTheSpamTray(string address)
    {
        var visitor = app.AtPublicDoor();
        var form = (await visitor.GetAsync(address)).Form().With(Filled.For(address));
        app.Clock.Advance(TimeSpan.FromSeconds(2.9));

        await IsInTheSpamTrayAsync(
            Halves.Read(await visitor.SubmitAsync(form)), "the form came back sooner than a person can fill it in");
    }

    [Fact]
    public async Task Post_AfterTheMinimumTime_IsAnOpenCase()
    {
        var visitor = app.AtPublicDoor();
        var form = (await visitor.GetAsync("/contact")).Form().With(Filled.Contact);
        app.Clock.Advance(TimeSpan.FromSeconds(3));

        var receipt = Halves.Read(await visitor.SubmitAsync(form));

        Assert.Equal("New", (await app.Desk.OpenAsync(receipt.Reference)).Fact("State"));
    }

    [Fact]
    public async Task Post_CorrectedQuicklyAfterAMistake_IsAnOpenCase()
    {
        var visitor = app.AtPublicDoor();
        var wrong = await visitor.SubmitAsync((await visitor.FillInAsync("/contact")).With("Input.Email", ""));

        var receipt = Halves.Read(await visitor.SubmitAsync(wrong.Form().With("Input.Email", "ada@example.org")));

        Assert.Equal("New", (await app.Desk.OpenAsync(receipt.Reference)).Fact("State"));
    }

    [Fact]
    public async Task Get_HidesTheFieldFromPeopleAndTellsThoseWhoSeeItToLeaveIt()
    {
        var trap = (await app.AtPublicDoor().OpenAsync("/contact")).Page.QuerySelector(".trap")!;

        Assert.Equal("true", trap.GetAttribute("aria-hidden"));
        Assert.Equal("-1", trap.QuerySelector("input")!.GetAttribute("tabindex"));
        Assert.StartsWith("Leave this field empty", trap.QuerySelector("label")!.TextContent, StringComparison.Ordinal);
    }

    private async Task IsInTheSpamTrayAsync(Halves receipt, string reason)
    {
        Assert.Equal($"Spam tray, {reason}", (await app.Desk.OpenAsync(receipt.Reference)).Fact("State"));
        Assert.Equal(receipt.Reference, (await app.Desk.ListAsync("?state=spam"))[0]);
        Assert.DoesNotContain(receipt.Reference, await app.Desk.ListAsync());
    }
}
