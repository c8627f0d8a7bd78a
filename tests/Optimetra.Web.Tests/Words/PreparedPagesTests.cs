using System.IO.Compression;
using System.Net;
using Optimetra.Web.Tests.Infrastructure;
using Optimetra.Web.Words;

namespace Optimetra.Web.Tests.Words;

[Collection(nameof(Site))]
public class PreparedPagesTests(OptimetraApplication app)
{
    public static TheoryData<string> Prepared => ["/", "/privacy", "/accessibility"];

    [Theory]
    [MemberData(nameof(Prepared))]
    public async Task Get_WithTheTagOfWhatIsKnown_SendsNothing(string address)
    {
        var visitor = app.AtPublicDoor();
        foreach (var encoding in new[] { "br", "gzip", "identity" })
        {
            var known = await visitor.GetAsync(address, ("Accept-Encoding", encoding));

            var answer = await visitor.GetAsync(address, ("Accept-Encoding", encoding), ("If-None-Match", $"\"other\", {known.Header("ETag")}"));

            Assert.Equal(HttpStatusCode.NotModified, answer.Status);
            Assert.Empty(answer.Body);
            Assert.Equal(known.Header("ETag"), answer.Header("ETag"));
            Assert.Equal(known.Header("Vary"), answer.Header("Vary"));
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(address, ("If-None-Match", "\"other\""))).Status);
        }
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("GZIP;q=0.5", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("br;q=0.000, gzip;q=0", null)]
    [InlineData("identity", null)]
    [InlineData("brotli", null)]
    [InlineData(null, null)]
    public async Task Get_IsCompressedAsTheBrowserAccepts(string? accepted, string? encoding)
    {
        var plain = await app.AtPublicDoor().GetAsync("/privacy");

        var answer = accepted is null
            ? await app.AtPublicDoor().GetAsync("/privacy")
            : await app.AtPublicDoor().GetAsync("/privacy", ("Accept-Encoding", accepted));

        Assert.Equal(encoding, answer.Header("Content-Encoding"));
        Assert.Equal("Accept-Encoding", answer.Header("Vary"));
        Assert.Equal(plain.Body, Decode(answer));
        Assert.Equal(encoding is null, plain.Header("ETag") == answer.Header("ETag"));
        Assert.True(encoding is null || answer.Body.Length < plain.Body.Length / 2);
    }

    [Theory]
    [MemberData(nameof(Prepared))]
    public async Task Head_SaysWhatGetDid(string address)
    {
        var get = await app.AtPublicDoor().GetAsync(address);

        var head = await app.AtPublicDoor().SendAsync(HttpMethod.Head, address);

        Assert.Empty(head.Body);
        SayTheSame(get, head);
    }

    [Fact]
    public async Task Head_OfPagesThatNobodyAskedForYet_SaysWhatGetWould()
    {
        await using var fresh = new OptimetraApplication();
        foreach (var address in Prepared)
        {
            var head = await fresh.AtPublicDoor().SendAsync(HttpMethod.Head, (string)address);

            SayTheSame(await fresh.AtPublicDoor().GetAsync((string)address), head);
        }
    }

    [Fact]
    public async Task WhatIsPrepared_IsWhatTheTestsAboveName_AndHoldsNoForm()
    {
        var marked = typeof(PreparedPages).Assembly.GetTypes()
            .Where(t => t.GetCustomAttributes(typeof(PreparedPageAttribute), inherit: true).Length > 0)
            .Select(t => t.FullName![(t.FullName!.IndexOf(".Pages.", StringComparison.Ordinal) + 7)..]);
        Assert.Equal(["Company.IndexModel", "IndexModel", "Privacy.IndexModel"], marked.Order(StringComparer.Ordinal));

        foreach (var address in Prepared)
        {
            var page = await app.AtPublicDoor().OpenAsync((string)address);
            Assert.Empty(page.Page.QuerySelectorAll("form, input"));
        }
    }

    [Fact]
    public async Task APageWithAForm_IsNeverCompressed()
    {
        var answer = await app.AtPublicDoor().GetAsync("/contact", ("Accept-Encoding", "gzip, br"));

        Assert.Null(answer.Header("Content-Encoding"));
        Assert.Null(answer.Header("ETag"));
    }

    [Fact]
    public async Task Get_TwiceTheSame_IsTheSameToTheByte()
    {
        var first = await app.AtPublicDoor().GetAsync("/privacy?from=somewhere");

        Assert.Equal(first.Body, (await app.AtPublicDoor().GetAsync("/privacy")).Body);
    }

    private static void SayTheSame(Answer get, Answer head)
    {
        Assert.Equal(get.Status, head.Status);
        foreach (var header in new[] { "ETag", "Cache-Control", "Vary", "Content-Type" })
        {
            Assert.Equal(get.Header(header), head.Header(header));
        }
    }

    private static byte[] Decode(Answer answer)
    {
        using var body = new MemoryStream(answer.Body);
        using Stream plain = answer.Header("Content-Encoding") switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var read = new MemoryStream();
        plain.CopyTo(read);

        return read.ToArray();
    }
}
