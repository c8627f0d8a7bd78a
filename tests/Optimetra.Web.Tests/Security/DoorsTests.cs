using System.Net;
using System.Text.Json;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Security;

/// <summary>What is behind one door does not exist at the other, whatever a request says of itself.</summary>
[Collection(nameof(Site))]
public class DoorsTests(OptimetraApplication app)
{
    private const string PublicHost = "www.optimetra.test";
    private const string DeskHost = "desk.optimetra.test:8443";
    private const string PublicPort = "443";
    private const string DeskPort = "8443";

    [Theory]
    [InlineData("/staff")]
    [InlineData("/staff/sign-in")]
    [InlineData("/STAFF/sign-in")]
    [InlineData("/staff/cases")]
    [InlineData("/staff/join/AAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("//staff/sign-in")]
    [InlineData("/staff%2Fsign-in")]
    public async Task ThePublicAddress_HasNoDesk(string address)
    {
        var answer = await app.AtPublicDoor().GetAsync($"https://{PublicHost}{address}");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task EveryEndpoint_AnswersAtItsOwnDoorAlone()
    {
        string[] atBoth = ["/healthz", "/assets", "/favicon.ico"];
        foreach (var endpoint in Endpoints.Of(app).Where(e => !atBoth.Any(prefix => Endpoints.Name(e).StartsWith(prefix, StringComparison.Ordinal))))
        {
            var atTheDesk = Endpoints.IsAtTheDesk(endpoint);
            var otherDoor = atTheDesk ? app.AtPublicDoor() : await app.SignedInAsync(Person.Administrator);
            var address = Endpoints.Address(endpoint);
            var answer = await otherDoor.GetAsync(address);

            if (address == "/" && !atTheDesk)
            {
                Assert.Equal("/staff", answer.Location);
                continue;
            }

            Assert.True(answer.Status == HttpStatusCode.NotFound, $"{address} answers {answer.Status} at the other door.");
        }
    }

    [Theory]
    [InlineData(PublicHost, PublicPort, "/contact", HttpStatusCode.OK)]
    [InlineData("WWW.OPTIMETRA.TEST", PublicPort, "/contact", HttpStatusCode.OK)]
    [InlineData(DeskHost, DeskPort, "/staff/sign-in", HttpStatusCode.OK)]
    [InlineData(DeskHost, PublicPort, "/staff/sign-in", HttpStatusCode.NotFound)]
    [InlineData(DeskHost, PublicPort, "/contact", HttpStatusCode.NotFound)]
    [InlineData(PublicHost, DeskPort, "/staff/sign-in", HttpStatusCode.NotFound)]
    [InlineData(PublicHost, DeskPort, "/contact", HttpStatusCode.NotFound)]
    [InlineData("evil.test", PublicPort, "/contact", HttpStatusCode.NotFound)]
    [InlineData("evil.test", DeskPort, "/staff/sign-in", HttpStatusCode.NotFound)]
    [InlineData("evil.test", PublicPort, "/assets/site.css", HttpStatusCode.NotFound)]
    [InlineData(PublicHost, "80", "/contact", HttpStatusCode.NotFound)]
    public async Task TheDoor_IsWherePortAndHostBothFit(string host, string port, string address, HttpStatusCode status)
    {
        var answer = await app.AtPublicDoor().GetAsync(address, ("Host", host), (TestHooks.LocalPort, port));

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Original-Host")]
    [InlineData("Forwarded")]
    public async Task AForwardedHost_OpensNoDoor(string header)
    {
        var answer = await app.AtPublicDoor().GetAsync("/staff/sign-in", (header, header == "Forwarded" ? $"host={DeskHost}" : DeskHost));

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task TheDesksStart_LeadsToTheCases()
    {
        var answer = await app.AtDesk().GetAsync("/");

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal("/staff", answer.Location);
        Assert.Equal("/staff/cases", (await (await app.SignedInAsync(Person.Employee)).GetAsync("/staff")).Location);
    }

    [Theory]
    [InlineData("/assets/site.css")]
    [InlineData("/assets/mark.svg")]
    [InlineData("/favicon.ico")]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task FilesAndHealth_AnswerAtBothDoors(string address)
    {
        Assert.Equal(HttpStatusCode.OK, (await app.AtPublicDoor().GetAsync(address)).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.AtDesk().GetAsync(address)).Status);
    }

    [Fact]
    public async Task Readiness_SaysWhatIsWrongAtTheDeskAlone()
    {
        Assert.Equal("Healthy", (await app.AtPublicDoor().GetAsync("/healthz/ready")).Text);

        var details = JsonDocument.Parse((await app.AtDesk().GetAsync("/healthz/ready")).Text).RootElement;
        Assert.Equal("Healthy", details.GetProperty("status").GetString());
        Assert.Equal("Healthy", details.GetProperty("checks").GetProperty("database").GetProperty("status").GetString());
    }

    [Fact]
    public async Task ARequestToNoDoor_IsToldNothingOfTheSite()
    {
        var answer = await app.AtPublicDoor().GetAsync("/", ("Host", "evil.test"));

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.DoesNotContain("Optimetra", answer.Text, StringComparison.OrdinalIgnoreCase);
    }
}
