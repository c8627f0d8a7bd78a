using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Security;

/// <summary>The same headers on whatever is answered, by exact value.</summary>
[Collection(nameof(Site))]
public class HeadersTests(OptimetraApplication app)
{
    private const string NotKept = "no-store";
    private const string AskedAfterEachTime = "no-cache";

    private static readonly Dictionary<string, string?> OnEveryAnswer = new()
    {
        ["X-Content-Type-Options"] = "nosniff",
        ["X-Frame-Options"] = "DENY",
        ["Referrer-Policy"] = "same-origin",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
        ["Cross-Origin-Embedder-Policy"] = "require-corp",
        ["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains",
        ["Server"] = null,
        ["X-Powered-By"] = null,
        ["Access-Control-Allow-Origin"] = null,
        ["Access-Control-Allow-Methods"] = null,
    };

    private static readonly Dictionary<string, string?> AtPublicDoor = new(OnEveryAnswer)
    {
        ["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        ["Permissions-Policy"] = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
            + "magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    };

    private static readonly Dictionary<string, string?> AtTheDesk = new(OnEveryAnswer)
    {
        ["Content-Security-Policy"] = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
            + "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
            + "trusted-types 'none'",
        ["Permissions-Policy"] = AtPublicDoor["Permissions-Policy"] + ", publickey-credentials-get=(self), publickey-credentials-create=(self)",
        ["X-Robots-Tag"] = "noindex",
    };

    [Theory]
    [InlineData("/", HttpStatusCode.OK, AskedAfterEachTime)]
    [InlineData("/privacy", HttpStatusCode.OK, AskedAfterEachTime)]
    [InlineData("/accessibility", HttpStatusCode.OK, AskedAfterEachTime)]
    [InlineData("/contact", HttpStatusCode.OK, NotKept)]
    [InlineData("/request-information", HttpStatusCode.OK, NotKept)]
    [InlineData("/receipt", HttpStatusCode.OK, NotKept)]
    [InlineData("/receipt/download", HttpStatusCode.MethodNotAllowed, NotKept)]
    [InlineData("/no-such-page", HttpStatusCode.NotFound, NotKept)]
    [InlineData("/assets/no-such-file.css", HttpStatusCode.NotFound, NotKept)]
    [InlineData("/staff", HttpStatusCode.NotFound, NotKept)]
    [InlineData("/healthz/live", HttpStatusCode.OK, null)]
    [InlineData("/healthz/ready", HttpStatusCode.OK, null)]
    [InlineData("/assets/site.css", HttpStatusCode.OK, null)]
    [InlineData("/favicon.ico", HttpStatusCode.OK, null)]
    [InlineData("/robots.txt", HttpStatusCode.OK, null)]
    [InlineData("/sitemap.xml", HttpStatusCode.OK, null)]
    public async Task GetAtThePublicDoor(string address, HttpStatusCode status, string? cacheControl)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            Carries(AtPublicDoor, await app.AtPublicDoor().SendAsync(method, address), status, cacheControl);
        }
    }

    [Theory]
    [InlineData("/", HttpStatusCode.Found, NotKept)]
    [InlineData("/staff", HttpStatusCode.Found, null)]
    [InlineData("/staff/cases", HttpStatusCode.Found, null)]
    [InlineData("/staff/sign-in", HttpStatusCode.OK, NotKept)]
    [InlineData("/staff/no-such-page", HttpStatusCode.NotFound, NotKept)]
    [InlineData("/staff/join/nobody", HttpStatusCode.NotFound, NotKept)]
    [InlineData("/contact", HttpStatusCode.NotFound, NotKept)]
    [InlineData("/healthz/ready", HttpStatusCode.OK, null)]
    [InlineData("/assets/site.css", HttpStatusCode.OK, null)]
    public async Task GetAtTheDesk(string address, HttpStatusCode status, string? cacheControl) =>
        Carries(AtTheDesk, await app.AtDesk().GetAsync(address), status, cacheControl);

    [Theory]
    [InlineData("/staff", HttpStatusCode.Found)]
    [InlineData("/staff/cases", HttpStatusCode.OK)]
    [InlineData("/staff/members", HttpStatusCode.OK)]
    [InlineData("/staff/outbox", HttpStatusCode.OK)]
    [InlineData("/staff/cases/OPT-0000-0000", HttpStatusCode.NotFound)]
    public async Task GetAtTheDesk_ByStaff(string address, HttpStatusCode status) =>
        Carries(AtTheDesk, await (await app.SignedInAsync(Person.Administrator)).GetAsync(address), status, NotKept);

    [Fact]
    public async Task PostsAtThePublicDoor()
    {
        var visitor = app.AtPublicDoor();
        var form = await visitor.FillInAsync("/contact");

        Carries(AtPublicDoor, await visitor.SubmitAsync(form.With("Input.Name", "")), HttpStatusCode.BadRequest, NotKept);
        Carries(AtPublicDoor, await visitor.SubmitAsync(form), HttpStatusCode.OK, NotKept);
        Carries(AtPublicDoor, await visitor.SubmitAsync(form.With("Input.Name", "Eve")), HttpStatusCode.Conflict, NotKept);
        Carries(AtPublicDoor, await visitor.SubmitAsync(form, ("Sec-Fetch-Site", "cross-site")), HttpStatusCode.Forbidden, NotKept);
        Carries(AtPublicDoor, await visitor.PostAsync("/contact", new StringContent("{}")), HttpStatusCode.UnsupportedMediaType, NotKept);
        Carries(AtPublicDoor, await visitor.SubmitAsync(form.With("Input.Name", new string('a', 300_000))), HttpStatusCode.RequestEntityTooLarge, NotKept);
        Carries(AtPublicDoor, await visitor.SendAsync(HttpMethod.Delete, "/contact"), HttpStatusCode.MethodNotAllowed, NotKept);
    }

    [Theory]
    [InlineData("anything", HttpStatusCode.InternalServerError)]
    [InlineData("storage", HttpStatusCode.ServiceUnavailable)]
    public async Task MistakesOfTheSite(string thrown, HttpStatusCode status)
    {
        Carries(AtPublicDoor, await app.AtPublicDoor().GetAsync("/contact", (TestHooks.Throw, thrown)), status, NotKept);
        Carries(AtTheDesk, await app.AtDesk().GetAsync("/staff/sign-in", (TestHooks.Throw, thrown)), status, NotKept);
    }

    [Fact]
    public async Task WhatIsUnchanged()
    {
        var tag = (await app.AtPublicDoor().GetAsync("/privacy")).Header("ETag")!;

        Carries(
            AtPublicDoor, await app.AtPublicDoor().GetAsync("/privacy", ("If-None-Match", tag)), HttpStatusCode.NotModified, AskedAfterEachTime);
    }

    [Fact]
    public async Task AFileWhoseNameHoldsItsHash_MayBeKeptForAYearByAnybody()
    {
        var links = (await app.AtPublicDoor().OpenAsync("/contact")).Page.QuerySelectorAll("link[href], img[src]")
            .Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!)
            .Distinct().ToList();

        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            Assert.Matches(@"^/assets/\w+\.\w{10}\.\w+$", link);
            Carries(AtPublicDoor, await app.AtPublicDoor().GetAsync(link), HttpStatusCode.OK, "public, max-age=31536000, immutable");
        }
    }

    [Fact]
    public async Task OverHttp_NobodyIsToldToUseHttps()
    {
        await using var plain = OptimetraApplication.With(
            ("Optimetra:Public:Url", "http://www.optimetra.test"), ("Optimetra:Staff:Url", "http://desk.optimetra.test:8080"));

        Carries(new(AtPublicDoor) { ["Strict-Transport-Security"] = null }, await plain.AtPublicDoor().GetAsync("/"), HttpStatusCode.OK, null);
        Carries(new(AtTheDesk) { ["Strict-Transport-Security"] = null }, await plain.AtDesk().GetAsync("/staff/sign-in"), HttpStatusCode.OK, null);
    }

    private static void Carries(Dictionary<string, string?> expected, Answer answer, HttpStatusCode status, string? cacheControl)
    {
        Assert.Equal(status, answer.Status);
        foreach (var (name, value) in expected)
        {
            Assert.True(value == answer.Header(name), $"{name} is \"{answer.Header(name)}\", not \"{value}\".");
        }

        Assert.NotNull(answer.Header("Cache-Control"));
        if (cacheControl is not null)
        {
            Assert.Equal(cacheControl, answer.Header("Cache-Control"));
        }

        if (answer.Header("Content-Type") is { } type && (type.StartsWith("text/", StringComparison.Ordinal)
            || type.Contains("xml", StringComparison.Ordinal) || type.Contains("json", StringComparison.Ordinal)))
        {
            Assert.EndsWith("; charset=utf-8", type, StringComparison.Ordinal);
        }
    }
}
