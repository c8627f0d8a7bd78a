using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Security;

/// <summary>Where there can be only one address, the path tells the doors apart, and the cookie stays under it.</summary>
public sealed class OneAddressTests : IDisposable
{
    private readonly OptimetraApplication _app = OptimetraApplication.With(("Optimetra:Staff:Url", "https://www.optimetra.test"));

    [Fact]
    public async Task BothDoors_AnswerAtTheOneAddress_EachByItsPath()
    {
        Assert.StartsWith("Welcome to Optimetra", (await _app.AtPublicDoor().OpenAsync("/")).Heading, StringComparison.Ordinal);
        await _app.SendAsync("/contact");
        Assert.Equal(1, await _app.Desk.CountAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await _app.AtPublicDoor().GetAsync("/", ("Host", "evil.test"))).Status);
    }

    [Fact]
    public async Task TheCookie_IsConfinedToTheDesksPath()
    {
        await _app.SignedInAsync(Person.Administrator);
        var visitor = _app.AtDesk();

        var cookie = Assert.Single((await OptimetraApplication.SignInAsync(visitor, Person.Administrator)).SetCookies);

        Assert.Contains("; path=/staff;", cookie, StringComparison.Ordinal);
        Assert.Empty((await visitor.GetAsync("/contact", (TestHooks.RogueCookie, "optimetra-staff=x; path=/"))).SetCookies);
    }

    [Fact]
    public async Task APostToTheDesk_FromTheSameOriginWithoutABrowser_IsRefusedAllTheSame()
    {
        var visitor = _app.AtDesk();
        var form = (await visitor.OpenAsync("/staff/sign-in")).Form().With("Input.Email", "x").With("Input.Password", "x");

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.SubmitAsync(form, [])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.SubmitAsync(form, ("Origin", "https://www.optimetra.test"))).Status);
    }

    [Fact]
    public async Task SearchEngines_AreToldToLeaveTheDeskAlone() =>
        Assert.Contains("Disallow: /staff\n", (await _app.AtPublicDoor().GetAsync("/robots.txt")).Text, StringComparison.Ordinal);

    public void Dispose() => _app.Dispose();
}
