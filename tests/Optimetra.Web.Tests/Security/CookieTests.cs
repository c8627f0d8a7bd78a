using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Security;

/// <summary>"Currently, Optimetra does not use cookies": no answer of the public site sets one, whatever is asked of it.</summary>
[Collection(nameof(Site))]
public class CookieTests(OptimetraApplication app)
{
    private static readonly (string, string) SameOrigin = ("Sec-Fetch-Site", "same-origin");
    private static readonly (string, string) CrossSite = ("Sec-Fetch-Site", "cross-site");
    private static readonly string[] WithForm = ["/contact", "/request-information"];

    [Fact]
    public async Task NoPublicEndpoint_SetsACookie()
    {
        var visitor = app.AtPublicDoor();
        var addresses = Endpoints.Of(app).Where(e => !Endpoints.IsAtTheDesk(e)).Select(e => Endpoints.Address(e)).Distinct().ToList();
        Assert.Subset(addresses.ToHashSet(), new HashSet<string>([.. WithForm, "/", "/privacy", "/receipt", "/accessibility"]));

        foreach (var address in addresses.Append("/no-such-page"))
        {
            await SetsNoneAsync(visitor, HttpMethod.Get, address);
            await SetsNoneAsync(visitor, HttpMethod.Head, address);
            await SetsNoneAsync(visitor, HttpMethod.Post, address, Form(), SameOrigin);
            await SetsNoneAsync(visitor, HttpMethod.Post, address, Form(), CrossSite);
            await SetsNoneAsync(visitor, HttpMethod.Post, address, new StringContent("{}"), SameOrigin);
            await SetsNoneAsync(visitor, HttpMethod.Put, address, Form(), SameOrigin);
            await SetsNoneAsync(visitor, HttpMethod.Options, address);
            await SetsNoneAsync(visitor, HttpMethod.Get, address, null, (TestHooks.Throw, "storage"));
            await SetsNoneAsync(visitor, HttpMethod.Get, address, null, (TestHooks.Throw, "anything"));
        }
    }

    [Fact]
    public async Task NoGoodPost_SetsACookie()
    {
        var visitor = app.AtPublicDoor();
        foreach (var address in WithForm)
        {
            var form = await visitor.FillInAsync(address);
            var given = await visitor.SubmitAsync(form);
            Assert.Equal(HttpStatusCode.OK, given.Status);
            foreach (var answer in new[]
            {
                given,
                await visitor.SubmitAsync(form),
                await visitor.SubmitAsync(form.With("Input.Name", "Somebody Else")),
                await visitor.SubmitAsync(given.Form("form[action='/receipt']")),
                await visitor.SubmitAsync(given.Form("form[action='/receipt/download']")),
            })
            {
                Assert.Empty(answer.SetCookies);
            }
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/contact")]
    [InlineData("/no-such-page")]
    [InlineData("/assets/site.css")]
    public async Task ACookieThatSlipsIn_IsRemovedAtTheGateAndReported(string address)
    {
        var name = "rogue-" + address.Length;

        var answer = await app.AtPublicDoor().GetAsync(address, (TestHooks.RogueCookie, $"{name}=its-secret-value; path=/"));

        Assert.Empty(answer.SetCookies);
        var log = CapturedConsole.Instance.ReadAll();
        Assert.Contains($"\"CookieName\":\"{name}\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain("its-secret-value", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheGate_LetsThroughTheStaffsCookieAtTheDeskAlone()
    {
        var cookie = (TestHooks.RogueCookie, "optimetra-staff=x; path=/staff");

        Assert.Empty((await app.AtPublicDoor().GetAsync("/contact", cookie)).SetCookies);
        Assert.Single((await app.AtDesk().GetAsync("/staff/sign-in", cookie)).SetCookies);
        Assert.Empty((await app.AtDesk().GetAsync("/staff/sign-in", (TestHooks.RogueCookie, "preferences=x"))).SetCookies);
        Assert.Empty((await app.AtDesk().GetAsync("/staff/sign-in", (TestHooks.RogueCookie, "no cookie at all;;=;"))).SetCookies);
    }

    [Fact]
    public async Task SigningIn_SetsOneCookieForTheDeskAloneAndForThisSession()
    {
        await app.SignedInAsync(Person.Administrator);
        var visitor = app.AtDesk();
        Assert.Empty((await visitor.GetAsync("/staff/sign-in")).SetCookies);

        var answer = await OptimetraApplication.SignInAsync(visitor, Person.Administrator);

        var parts = Assert.Single(answer.SetCookies).Split("; ");
        Assert.StartsWith("optimetra-staff=", parts[0], StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/staff", "samesite=strict", "secure"], parts.Skip(1).Order());
    }

    private static FormUrlEncodedContent Form() => new([new("Input.Name", "Ada Example")]);

    private static async Task SetsNoneAsync(
        Visitor visitor, HttpMethod method, string address, HttpContent? content = null, params (string, string)[] headers)
    {
        var answer = await visitor.SendAsync(method, address, content, headers);

        Assert.True(answer.SetCookies.Count == 0, $"{method} {address} ({answer.Status}) sets {string.Join(", ", answer.SetCookies)}");
    }
}
