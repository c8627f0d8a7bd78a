using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Security;

/// <summary>
/// Each post is complete and would be taken but for where it says it comes from: an incomplete one would be refused anyway and prove
/// nothing.
/// </summary>
[Collection(nameof(Site))]
public class CrossSiteProtectionTests(OptimetraApplication app)
{
    private const string Public = "https://www.optimetra.test";
    private const string Desk = "https://desk.optimetra.test:8443";
    private const string Elsewhere = "https://evil.test";

    private static readonly string[] Origins = ["absent", "right", "other door", "elsewhere", "null", "two lines"];

    /// <summary>For each Sec-Fetch-Site and each of the origins above, in their order: whether a post passes (P) or is refused (-).</summary>
    private static readonly (string Site, string AtPublicDoor, string AtDesk)[] Table =
    [
        ("absent",      "PP----", "-P----"),
        ("same-origin", "PPPPP-", "PPPPP-"),
        ("none",        "PPPPP-", "PPPPP-"),
        ("same-site",   "------", "------"),
        ("cross-site",  "------", "------"),
        ("Same-Origin", "------", "------"),
        ("two lines",   "------", "------"),
    ];

    public static TheoryData<string, string, bool> AtPublicDoor => Read(row => row.AtPublicDoor);

    public static TheoryData<string, string, bool> AtTheDesk => Read(row => row.AtDesk);

    [Theory]
    [MemberData(nameof(AtPublicDoor))]
    public async Task PostAtThePublicDoor(string site, string origin, bool passes)
    {
        var visitor = app.AtPublicDoor();
        var form = await visitor.FillInAsync("/contact");
        var before = await app.Desk.CountAsync();

        var answer = await visitor.SubmitAsync(form, Headers(site, origin, Public, Desk));

        Assert.Equal(passes ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal(before + (passes ? 1 : 0), await app.Desk.CountAsync());
    }

    [Theory]
    [MemberData(nameof(AtTheDesk))]
    public async Task PostAtTheDesk(string site, string origin, bool passes)
    {
        var receipt = await app.SendAsync("/contact");
        var employee = await app.SignedInAsync(Person.Employee);
        var form = (await employee.OpenAsync($"/staff/cases/{receipt.Reference}")).Form("form[action$='/note']").With("Note.Text", "Seen.");

        var answer = await employee.SubmitAsync(form, Headers(site, origin, Desk, Public));

        Assert.Equal(passes ? HttpStatusCode.Found : HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal(passes ? 1 : 0, (await app.Desk.OpenAsync(receipt.Reference)).Page.QuerySelectorAll(".note").Length);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("none")]
    public async Task GetAndHead_PassFromAnywhere(string site)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            foreach (var visitor in new[] { (app.AtPublicDoor(), "/contact"), (app.AtDesk(), "/staff/sign-in") })
            {
                var answer = await visitor.Item1.SendAsync(
                    method, visitor.Item2, null, ("Sec-Fetch-Site", site), ("Origin", Elsewhere));
                Assert.Equal(HttpStatusCode.OK, answer.Status);
            }
        }
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    [InlineData("PROPFIND")]
    public async Task AnyOtherMethod_IsNotAllowedAtEitherDoor(string method)
    {
        foreach (var (visitor, address) in new[]
        {
            (app.AtPublicDoor(), "/contact"), (app.AtPublicDoor(), "/"), (app.AtPublicDoor(), "/assets/site.css"),
            (await app.SignedInAsync(Person.Employee), "/staff/cases"), (app.AtDesk(), "/staff/sign-in"),
        })
        {
            var answer = await visitor.SendAsync(new HttpMethod(method), address, null, ("Sec-Fetch-Site", "same-origin"));

            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
            Assert.Equal("GET, HEAD, POST", answer.Header("Allow"));
        }
    }

    [Fact]
    public async Task TheRefusal_SaysWhyAndKeepsNothing()
    {
        var visitor = app.AtPublicDoor();
        var form = await visitor.FillInAsync("/contact");

        var answer = await app.KeepingNothingAsync(() => visitor.SubmitAsync(form, ("Sec-Fetch-Site", "cross-site")));

        Assert.Equal("This was refused", answer.Heading);
        Assert.Contains("It came from another website", answer.TextOf(".lead"), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.DoesNotContain("Ada Example", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prefetch")]
    [InlineData("prefetch;prerender")]
    [InlineData("Prefetch")]
    public async Task APrefetchAtTheDesk_IsRefusedAndLeavesNoEntryThatSomebodyRead(string purpose)
    {
        var receipt = await app.SendAsync("/contact");
        var employee = await app.SignedInAsync(Person.Employee);
        var address = $"/staff/cases/{receipt.Reference}";

        Assert.Equal(HttpStatusCode.Forbidden, (await employee.GetAsync(address, ("Sec-Purpose", purpose))).Status);

        Assert.Equal(2, (await app.Desk.OpenAsync(receipt.Reference)).Page.QuerySelectorAll(".ledger li").Length);
        Assert.Equal(HttpStatusCode.OK, (await app.AtPublicDoor().GetAsync("/privacy", ("Sec-Purpose", purpose))).Status);
    }

    private static TheoryData<string, string, bool> Read(Func<(string Site, string AtPublicDoor, string AtDesk), string> column)
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var row in Table)
        {
            for (var i = 0; i < Origins.Length; i++)
            {
                data.Add(row.Site, Origins[i], column(row)[i] == 'P');
            }
        }

        return data;
    }

    private static (string, string)[] Headers(string site, string origin, string right, string otherDoor)
    {
        string[] sites = site switch
        {
            "absent" => [],
            "two lines" => ["same-origin", "same-origin"],
            _ => [site],
        };
        string[] origins = origin switch
        {
            "absent" => [],
            "right" => [right],
            "other door" => [otherDoor],
            "elsewhere" => [Elsewhere],
            "null" => ["null"],
            _ => [right, right],
        };

        return [.. sites.Select(value => ("Sec-Fetch-Site", value)), .. origins.Select(value => ("Origin", value))];
    }
}
