using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Forms;

/// <summary>What no browser sends. The answer is a page of ours that says so, never a mistake of the site's own, and nothing is kept.</summary>
[Collection(nameof(Site))]
public class UnreadableFormTests(OptimetraApplication app)
{
    private const string FormType = "application/x-www-form-urlencoded";
    private const int TenMegabytes = 10 * 1024 * 1024;

    public static TheoryData<string, HttpStatusCode> Types => new()
    {
        { "application/json", HttpStatusCode.UnsupportedMediaType },
        { "multipart/form-data; boundary=x", HttpStatusCode.UnsupportedMediaType },
        { "multipart/form-data", HttpStatusCode.UnsupportedMediaType },
        { "text/plain", HttpStatusCode.UnsupportedMediaType },
        { "nonsense", HttpStatusCode.UnsupportedMediaType },
        { "", HttpStatusCode.UnsupportedMediaType },
        { $"{FormType}; charset=utf-7", HttpStatusCode.UnsupportedMediaType },
        { $"{FormType}; charset=iso-8859-1", HttpStatusCode.UnsupportedMediaType },
    };

    public static TheoryData<string, string> BrokenText => new()
    {
        { "a percent sign for a byte that is no UTF-8", "%FF" },
        { "the first half of a letter", "%C3" },
        { "an overlong slash", "%C0%AF" },
        { "half a surrogate pair", "%ED%A0%80" },
        { "a raw byte that is no UTF-8", "\u00ff" },
        { "a NUL", "%00" },
    };

    public static TheoryData<string, string> TooMuch => new()
    {
        { "too many fields", string.Concat(Enumerable.Range(0, 101).Select(n => $"&f{n}=x")) },
        { "too long a name", $"&{new string('n', 2000)}=x" },
        { "ten megabytes", "&Input.Message=" + new string('m', TenMegabytes) },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Post_OfAnotherType_IsUnsupported(string type, HttpStatusCode status)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(await FilledInAsync()));
        if (type.Length > 0)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        IsAPageOfOurs(await PostKeepingNothingAsync(content), status);
    }

    [Theory]
    [MemberData(nameof(BrokenText))]
    public async Task Post_OfBytesThatAreNoText_ShowsTheFormAgainWithTheRest(string what, string sign)
    {
        Assert.NotEmpty(what);
        var body = (await FilledInAsync()).Replace("Ada+Example", $"Ada{sign}Example", StringComparison.Ordinal);

        var answer = await PostKeepingNothingAsync(Form(Encoding.Latin1.GetBytes(body)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("Type your name again", Assert.Single(answer.Problems), StringComparison.Ordinal);
        Assert.Equal("ada@example.org", answer.Form()["Input.Email"]);
    }

    [Theory]
    [MemberData(nameof(TooMuch))]
    public async Task Post_OfTooMuch_IsTooLarge(string what, string more)
    {
        Assert.NotEmpty(what);
        var body = Encoding.UTF8.GetBytes(await FilledInAsync() + more);

        IsAPageOfOurs(await PostKeepingNothingAsync(Form(body)), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Post_OfTooMuchWithoutSayingHowMuch_IsTooLarge()
    {
        var body = Encoding.UTF8.GetBytes(await FilledInAsync() + "&Input.Message=" + new string('m', TenMegabytes));
        using var stream = new LengthlessStream(body);
        var content = new StreamContent(stream);
        content.Headers.ContentType = new MediaTypeHeaderValue(FormType);

        IsAPageOfOurs(await PostKeepingNothingAsync(content), HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("/contact")]
    [InlineData("/request-information")]
    [InlineData("/receipt")]
    public async Task Post_OfNothing_ShowsTheFormAgain(string address)
    {
        var answer = await app.KeepingNothingAsync(() => app.AtPublicDoor().PostAsync(address, Form([])));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotEmpty(answer.Problems);
    }

    [Fact]
    public async Task Post_WithABracketInAFieldsName_IsAFieldThatNobodyAskedFor()
    {
        const string Name = "Quagga[b";
        var addresses = (await Endpoints.HandlersAsync(app)).Select(h => h.Split(' '))
            .Where(h => h[0] == "POST" && !h[1].StartsWith("/staff/", StringComparison.Ordinal))
            .Select(h => h[1].Replace("/{handler?}", h.Length > 2 ? "/" + h[2].ToLowerInvariant() : "", StringComparison.Ordinal)).Distinct().ToList();
        Assert.Superset(new HashSet<string>(["/contact", "/receipt", "/receipt/message"]), addresses.ToHashSet());
        foreach (var (visitor, address) in addresses.Select(a => (app.AtPublicDoor(), a)).Append((app.AtDesk(), "/staff/sign-in")))
        {
            var answer = await app.KeepingNothingAsync(() => visitor.PostAsync(address, new FormUrlEncodedContent([new(Name, "1")])));
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.True((int)(await visitor.GetAsync($"{address}?{Name}=1")).Status < 500);
        }

        Halves.Read(await app.AtPublicDoor().SubmitAsync((await app.AtPublicDoor().FillInAsync("/contact")).WithForeign(Name, "1")));
        Assert.DoesNotContain("Quagga", CapturedConsole.Instance.ReadAll(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OfManyBytesThatAreNoText_ShowsTheFormAgainAsLongAsTheBodyIsNotTooLarge()
    {
        var body = (await FilledInAsync()).Replace("Input.Message=", "Input.Message=" + new string('\u00ff', 200_000), StringComparison.Ordinal);

        var answer = await PostKeepingNothingAsync(Form(Encoding.Latin1.GetBytes(body)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("Type your message again", Assert.Single(answer.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/privacy")]
    [InlineData("/accessibility")]
    public async Task Post_ToAPageWithoutAForm_IsNotAllowedWhateverItsType(string address)
    {
        foreach (var type in new[] { "", "application/json", "multipart/form-data; boundary=x" })
        {
            var content = new ByteArrayContent("{}"u8.ToArray());
            if (type.Length > 0)
            {
                content.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            var answer = await app.AtPublicDoor().PostAsync(address, content);

            IsAPageOfOurs(answer, HttpStatusCode.MethodNotAllowed);
            Assert.Equal("GET, HEAD", answer.Header("Allow"));
        }
    }

    [Fact]
    public async Task Post_AtTheDeskOfAnotherType_IsUnsupported()
    {
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        IsAPageOfOurs(await app.AtDesk().PostAsync("/staff/sign-in", content), HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("%FF")]
    [InlineData("%00")]
    public async Task Post_AtTheDeskOfBytesThatAreNoText_ShowsTheFormAgain(string sign)
    {
        var answer = await app.AtDesk().PostAsync("/staff/sign-in", Form(Encoding.UTF8.GetBytes($"Input.Email=grace{sign}")));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(answer.Problems, problem => problem.StartsWith("Type your email address again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_WithTheCharsetThatBrowsersMean_IsRead()
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(await FilledInAsync()));
        content.Headers.TryAddWithoutValidation("Content-Type", $"{FormType}; charset=UTF-8");

        Halves.Read(await app.AtPublicDoor().PostAsync("/contact", content));
    }

    private static ByteArrayContent Form(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(FormType);

        return content;
    }

    private static void IsAPageOfOurs(Answer answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal($"Error {(int)status}", answer.TextOf("main .hint"));
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
    }

    /// <summary>A complete form, that would be received as it stands.</summary>
    private async Task<string> FilledInAsync() =>
        await new FormUrlEncodedContent((await app.AtPublicDoor().FillInAsync("/contact")).Fields).ReadAsStringAsync();

    private Task<Answer> PostKeepingNothingAsync(HttpContent content) =>
        app.KeepingNothingAsync(() => app.AtPublicDoor().PostAsync("/contact", content));

    private sealed class LengthlessStream(byte[] body) : MemoryStream(body)
    {
        public override bool CanSeek => false;
    }
}
