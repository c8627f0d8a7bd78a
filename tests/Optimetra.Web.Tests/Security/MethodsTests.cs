using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Security;

/// <summary>A method that an address does not take, and an address that is none: neither leads to the staff's sign-in.</summary>
[Collection(nameof(Site))]
public class MethodsTests(OptimetraApplication app)
{
    [Theory]
    [InlineData("/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/privacy", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/accessibility", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/assets/site.css", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/no-such-page", HttpStatusCode.NotFound)]
    [InlineData("/nope/x", HttpStatusCode.NotFound)]
    public async Task PostAtThePublicDoor_ToWhatTakesNone(string address, HttpStatusCode status)
    {
        var answer = await app.AtPublicDoor().PostAsync(address, new FormUrlEncodedContent([]));

        Assert.Equal(status, answer.Status);
        Assert.Null(answer.Location);
    }

    /// <summary>A build that is not published has a route of its own for files, which answers "not found" here instead of "not allowed".</summary>
    [Theory]
    [InlineData("/robots.txt")]
    [InlineData("/sitemap.xml")]
    [InlineData("/favicon.ico")]
    public async Task PostAtThePublicDoor_ToAFileAtItsRoot_LeadsNowhere(string address)
    {
        var answer = await app.AtPublicDoor().PostAsync(address, new FormUrlEncodedContent([]));

        Assert.Contains(answer.Status, new[] { HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound });
        Assert.Null(answer.Location);
    }

    [Fact]
    public async Task PostAtTheDesk_ToAFile_IsNotAllowed() => Assert.Equal(
        HttpStatusCode.MethodNotAllowed, (await app.AtDesk().PostAsync("/assets/site.css", new FormUrlEncodedContent([]))).Status);
}
