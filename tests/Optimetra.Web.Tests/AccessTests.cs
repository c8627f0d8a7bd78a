using System.Net;
using Microsoft.AspNetCore.Authorization;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests;

/// <summary>Closed by default, opened by name: what anybody may open stands in this list, and a new page is in neither until somebody decides.</summary>
[Collection(nameof(Site))]
public class AccessTests(OptimetraApplication app)
{
    private static readonly string[] OpenToAnybody =
    [
        "/",
        "/contact",
        "/healthz/live",
        "/healthz/ready",
        "/privacy",
        "/receipt/download",
        "/receipt/export.schema.json",
        "/receipt/lost-code",
        "/receipt/new-code",
        "/receipt/{handler?}",
        "/request-information",
        "/robots.txt",
        "/sitemap.xml",
        "/{slug:contentPage}",
        "/assets/mark.svg",
        "/assets/site.css",
        "/favicon.ico",
        "/staff/join/{secret}",
        "/staff/sign-in",
        "/staff/sign-out",
    ];

    [Fact]
    public void EveryEndpointIsClosed_UnlessTheListNamesIt()
    {
        var open = Endpoints.Of(app).Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(Endpoints.Name)
            .Select(name => name.EndsWith(".gz", StringComparison.Ordinal) || name.EndsWith(".br", StringComparison.Ordinal) ? name[..^3] : name);

        Assert.Equal(OpenToAnybody.Order(StringComparer.Ordinal), open.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/staff")]
    [InlineData("/\\evil.test/staff")]
    [InlineData("\\\\evil.test/staff")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/contact")]
    [InlineData("/staffroom")]
    [InlineData("~/staff/cases")]
    [InlineData("staff/cases")]
    [InlineData("/staff@evil.test")]
    [InlineData("")]
    public async Task SigningIn_WithAnAddressThatLeadsAwayFromTheDesk_EndsAtTheDesk(string returnUrl)
    {
        await app.SignedInAsync(Person.Employee);

        var answer = await OptimetraApplication.SignInAsync(
            app.AtDesk(), Person.Employee, "?returnUrl=" + Uri.EscapeDataString(returnUrl));

        Assert.Equal("/staff", answer.Location);
    }

    [Fact]
    public async Task SigningIn_OnTheWayToAPage_LeadsBackToIt()
    {
        await app.SignedInAsync(Person.Employee);
        var visitor = app.AtDesk();

        var refused = await visitor.GetAsync("/staff/cases?state=closed");
        var toSignIn = new Uri(refused.Location!);

        Assert.Equal("https://desk.optimetra.test:8443/staff/sign-in", toSignIn.GetLeftPart(UriPartial.Path));
        var answer = await OptimetraApplication.SignInAsync(visitor, Person.Employee, toSignIn.Query);
        Assert.Equal("/staff/cases?state=closed", answer.Location);
    }

    [Fact]
    public async Task ACookieOfSomebodysOwnMaking_OpensNothing()
    {
        var answer = await app.At(app.StaffUrl, keepCookies: false).GetAsync("/staff/cases", ("Cookie", "optimetra-staff=CfDJ8forged"));

        Assert.StartsWith("https://desk.optimetra.test:8443/staff/sign-in?", answer.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SigningOut_EndsTheSignInInEveryBrowserAndForACopiedCookie()
    {
        var person = new Person("Olive Outgoing", "olive@optimetra.test", "Employee");
        var elsewhere = await app.SignedInAsync(person);
        var visitor = app.AtDesk();
        var copied = (await OptimetraApplication.SignInAsync(visitor, person)).SetCookies[0].Split(';')[0];
        var thief = app.At(app.StaffUrl, keepCookies: false);
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/staff/cases", ("Cookie", copied))).Status);

        var page = await visitor.OpenAsync("/staff/cases");
        var answer = await visitor.SubmitAsync(page.Form("form[action='/staff/sign-out']"));
        app.ForgetSignIn(person);

        Assert.Equal("/staff/sign-in?out=1", answer.Location);
        Assert.Equal("You are signed out, in every browser.", (await visitor.GetAsync(answer.Location!)).TextOf("p.done[role=status]"));
        await IsSentToSignInAsync(visitor.GetAsync("/staff/cases"));
        await IsSentToSignInAsync(elsewhere.GetAsync("/staff/cases"));
        await IsSentToSignInAsync(thief.GetAsync("/staff/cases", ("Cookie", copied)));
        Assert.Equal("/staff", (await OptimetraApplication.SignInAsync(visitor, person)).Location);
        Assert.Null((await app.AtDesk().GetAsync("/staff/sign-in")).Page.QuerySelector(".done"));
    }

    [Fact]
    public async Task SigningOut_WithoutASignIn_EndsNobodys()
    {
        var signedIn = await app.SignedInAsync(Person.Employee);
        var form = (await signedIn.OpenAsync("/staff/cases")).Form("form[action='/staff/sign-out']");

        Assert.Equal("/staff/sign-in", (await app.AtDesk().SubmitAsync(form)).Location);

        Assert.Equal(HttpStatusCode.OK, (await signedIn.GetAsync("/staff/cases")).Status);
    }

    [Fact]
    public async Task ASignIn_IsOverAfterTwelveHoursHoweverBusy()
    {
        await using var other = new OptimetraApplication();
        var visitor = await other.SignedInAsync(Person.Administrator);
        for (var hour = 1; hour < 12; hour++)
        {
            other.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/staff/cases")).Status);
        }

        other.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.Found, (await visitor.GetAsync("/staff/cases")).Status);
    }

    private static async Task IsSentToSignInAsync(Task<Answer> request) =>
        Assert.StartsWith("https://desk.optimetra.test:8443/staff/sign-in?", (await request).Location, StringComparison.Ordinal);
}
