using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Forms;

/// <summary>One form shown is one submission: neither lost, nor doubled, nor slipped in from elsewhere.</summary>
[Collection(nameof(Site))]
public class FormTokenTests(OptimetraApplication app)
{
    private static readonly TimeSpan LongerThanAToken = TimeSpan.FromHours(25);

    public static TheoryData<string> Forms => ["/contact", "/request-information"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Post_WithoutAToken_ShowsTheFormAgainWithAFreshOne(string address) =>
        await IsShownAgainAsync((await app.AtPublicDoor().FillInAsync(address)).Without("Token"));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("<script>")]
    public async Task Post_WithAGarbledToken_ShowsTheFormAgainWithAFreshOne(string token) =>
        await IsShownAgainAsync((await app.AtPublicDoor().FillInAsync("/contact")).With("Token", token));

    [Fact]
    public async Task Post_WithAnOverlongToken_ShowsTheFormAgainWithAFreshOne() =>
        await IsShownAgainAsync((await app.AtPublicDoor().FillInAsync("/contact")).With("Token", new string('A', 10_000)));

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(86)]
    public async Task Post_WithATokenInWhichOneLetterWasChanged_ShowsTheFormAgainWithAFreshOne(int place)
    {
        var form = await app.AtPublicDoor().FillInAsync("/contact");
        var token = form["Token"]!.ToCharArray();
        token[place] = token[place] == 'A' ? 'B' : 'A';

        await IsShownAgainAsync(form.With("Token", new string(token)));
    }

    [Fact]
    public async Task Post_WithTheTokenOfAnotherForm_ShowsTheFormAgainWithAFreshOne()
    {
        var visitor = app.AtPublicDoor();
        var other = await visitor.FillInAsync("/request-information");

        await IsShownAgainAsync((await visitor.FillInAsync("/contact")).With("Token", other["Token"]!));
    }

    [Fact]
    public async Task Post_WithTheTokenOfAnotherSite_ShowsTheFormAgainWithAFreshOne()
    {
        await using var elsewhere = new OptimetraApplication();
        var foreign = await elsewhere.AtPublicDoor().FillInAsync("/contact");

        await IsShownAgainAsync((await app.AtPublicDoor().FillInAsync("/contact")).With("Token", foreign["Token"]!));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Post_WithATokenOlderThanADay_ShowsTheFormAgainWithAFreshOne(string address)
    {
        var form = await app.AtPublicDoor().FillInAsync(address);
        app.Sleep(LongerThanAToken);

        await IsShownAgainAsync(form);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Post_OfTheSameAgain_ShowsTheSameReceiptAndKeepsOneCase(string address)
    {
        var visitor = app.AtPublicDoor();
        var form = await visitor.FillInAsync(address);
        var before = await app.Desk.CountAsync();

        var first = Halves.Read(await visitor.SubmitAsync(form));
        var again = Halves.Read(await visitor.SubmitAsync(form));

        Assert.Equal(first, again);
        Assert.Equal(before + 1, await app.Desk.CountAsync());
    }

    [Fact]
    public async Task Post_TwiceAtOnce_ShowsTheSameReceiptAndKeepsOneCase()
    {
        var visitor = app.AtPublicDoor();
        var form = await visitor.FillInAsync("/contact");
        var before = await app.Desk.CountAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => visitor.SubmitAsync(form)));

        Assert.Single(answers.Select(Halves.Read).Distinct());
        Assert.Equal(before + 1, await app.Desk.CountAsync());
    }

    [Fact]
    public async Task Post_OfTheSameADayLater_NamesTheReferenceButNotTheCode()
    {
        var visitor = app.AtPublicDoor();
        var form = await visitor.FillInAsync("/contact");
        var receipt = Halves.Read(await visitor.SubmitAsync(form));
        app.Sleep(LongerThanAToken);

        var answer = await app.KeepingNothingAsync(() => visitor.SubmitAsync(form));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("This was received before", answer.Heading);
        Assert.Contains(receipt.Reference, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(receipt.Code, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/contact", "Input.Message")]
    [InlineData("/request-information", "Input.Question")]
    public async Task Post_OfOtherContentWithAUsedToken_IsAConflictThatKeepsWhatWasTypedAndCanBeSentAgain(string address, string field)
    {
        var visitor = app.AtPublicDoor();
        var form = await visitor.FillInAsync(address);
        var first = Halves.Read(await visitor.SubmitAsync(form));
        var changed = form.With(field, "And another thing.");

        var answer = await app.KeepingNothingAsync(() => visitor.SubmitAsync(changed));

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.StartsWith("This form was already sent once, with other content", Assert.Single(answer.Problems), StringComparison.Ordinal);
        IsTheSameFormWithAnotherToken(changed, answer);
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.NotEqual(first, Halves.Read(await visitor.SubmitAsync(answer.Form())));
    }

    private static void IsTheSameFormWithAnotherToken(PageForm sent, Answer answer)
    {
        WrongInput.KeepsWhatWasTyped(sent, answer);
        Assert.NotEqual(sent["Token"], answer.Form()["Token"]);
        Assert.NotEqual("", answer.Form()["Token"]);
    }

    /// <summary>Nothing is lost: what was typed is there, and sending it once more is enough.</summary>
    private async Task IsShownAgainAsync(PageForm form)
    {
        var visitor = app.AtPublicDoor();
        var answer = await app.KeepingNothingAsync(() => visitor.SubmitAsync(form));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("This form had been open too long, or was not complete", Assert.Single(answer.Problems), StringComparison.Ordinal);
        IsTheSameFormWithAnotherToken(form, answer);
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        Halves.Read(await visitor.SubmitAsync(answer.Form()));
    }
}
