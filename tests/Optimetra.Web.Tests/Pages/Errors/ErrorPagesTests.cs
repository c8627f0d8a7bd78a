using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages.Errors;

[Collection(nameof(Site))]
public class ErrorPagesTests(OptimetraApplication app)
{
    public static TheoryData<int, string> Statuses => new()
    {
        { 400, "This request could not be read" },
        { 403, "This was refused" },
        { 404, "There is no such page" },
        { 405, "This page cannot be used that way" },
        { 409, "This has changed in the meantime" },
        { 413, "This is too much at once" },
        { 415, "This cannot be read here" },
        { 429, "Too many at once" },
        { 500, "Something went wrong here" },
        { 503, "The site cannot take this just now" },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task AnAnswerWithAStatusAlone_GetsAPageOfOurs(int status, string title)
    {
        var hook = (TestHooks.Status, $"{status}");

        IsAPageOfOurs(await app.AtPublicDoor().GetAsync("/contact", hook), status, title);
        IsAPageOfOurs(await app.AtDesk().GetAsync("/staff/sign-in", hook), status, title);
        IsAPageOfOurs(await (await app.SignedInAsync(Person.Employee)).GetAsync("/staff/cases", hook), status, title);
    }

    [Theory]
    [InlineData("anything", 500, "Something went wrong here")]
    [InlineData("storage", 503, "The site cannot take this just now")]
    public async Task AnException_GetsAPageOfOursThatGivesNothingAway(string thrown, int status, string title)
    {
        foreach (var (visitor, address) in new[] { (app.AtPublicDoor(), "/contact"), (app.AtPublicDoor(), "/request-information"), (app.AtDesk(), "/staff/sign-in") })
        {
            var answer = await visitor.SendAsync(HttpMethod.Post, address, Form(), ("Sec-Fetch-Site", "same-origin"), (TestHooks.Throw, thrown));

            IsAPageOfOurs(answer, status, title);
            Assert.DoesNotContain(TestHooks.ThrownText, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Optimetra.Web", answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("storage")]
    [InlineData("status")]
    public async Task Unavailable_SaysWhenToComeBack(string how)
    {
        var hook = how == "storage" ? (TestHooks.Throw, how) : (TestHooks.Status, "503");

        Assert.Equal("5", (await app.AtPublicDoor().GetAsync("/contact", hook)).Header("Retry-After"));
        Assert.Equal("5", (await app.AtPublicDoor().SendAsync(HttpMethod.Head, "/contact", null, hook)).Header("Retry-After"));
    }

    [Fact]
    public async Task AHeadRequest_GetsTheStatusWithoutThePage()
    {
        var answer = await app.AtPublicDoor().SendAsync(HttpMethod.Head, "/no-such-page");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Empty(answer.Body);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/privacy")]
    [InlineData("/accessibility")]
    public async Task APostToAPageWithoutAForm_IsNotAllowed(string address)
    {
        var answer = await app.AtPublicDoor().PostAsync(address, Form());

        IsAPageOfOurs(answer, 405, "This page cannot be used that way");
        Assert.Equal("GET, HEAD", answer.Header("Allow"));
    }

    [Theory]
    [InlineData("/no-such-page")]
    [InlineData("/home")]
    [InlineData("/privacy/2026-11-22")]
    [InlineData("/assets/")]
    [InlineData("/assets/../appsettings.json")]
    [InlineData("/appsettings.json")]
    [InlineData("/contact/index")]
    public async Task AnAddressThatIsNone_IsNotFoundAndNotAQuestionOfSigningIn(string address)
    {
        var answer = await app.AtPublicDoor().GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Null(answer.Location);
    }

    [Fact]
    public async Task NotFound_LeadsToTheStartOfItsDoorAndNowhereWhereNoDoorIs()
    {
        var atPublicDoor = await app.AtPublicDoor().GetAsync("/no-such-page");
        Assert.Equal("/", atPublicDoor.Page.QuerySelector("main a")!.GetAttribute("href"));
        Assert.StartsWith("Check the address.", atPublicDoor.TextOf("main .lead"), StringComparison.Ordinal);

        var atDesk = await app.AtDesk().GetAsync("/staff/no-such-page");
        Assert.Equal("/staff", atDesk.Page.QuerySelector("main a")!.GetAttribute("href"));

        var nowhere = await app.At(new Uri("https://elsewhere.test"), keepCookies: false).GetAsync("/");
        Assert.Equal(HttpStatusCode.NotFound, nowhere.Status);
        Assert.Equal("Check the address.", nowhere.TextOf("main .lead"));
        Assert.Empty(nowhere.Page.QuerySelectorAll("a"));
        Assert.Equal("en-US", nowhere.Page.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task Forbidden_TellsWhoIsSignedInThatItIsTheirRole()
    {
        var hook = (TestHooks.Status, "403");
        const string OfTheRole = "Your role does not include this. Ask an administrator if you need it.";

        Assert.Equal(OfTheRole, (await (await app.SignedInAsync(Person.Employee)).GetAsync("/staff/members")).TextOf("main .lead"));
        Assert.Equal(OfTheRole, (await (await app.SignedInAsync(Person.Employee)).GetAsync("/staff/cases", hook)).TextOf("main .lead"));
        foreach (var answer in new[] { await app.AtPublicDoor().GetAsync("/contact", hook), await app.AtDesk().GetAsync("/staff/sign-in", hook) })
        {
            Assert.StartsWith("It came from another website", answer.TextOf("main .lead"), StringComparison.Ordinal);
        }
    }

    private static FormUrlEncodedContent Form() => new([new("Input.Name", "Ada Example")]);

    private static void IsAPageOfOurs(Answer answer, int status, string title)
    {
        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(title, answer.Heading);
        Assert.Equal($"Error {status}", answer.TextOf("main .hint"));
        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.NotNull(answer.Page.QuerySelector("header .brand"));
        Assert.Equal("en-US", answer.Page.DocumentElement.GetAttribute("lang"));
    }
}
