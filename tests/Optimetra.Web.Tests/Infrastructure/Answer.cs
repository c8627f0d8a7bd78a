using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>What came back from the site, read to its end.</summary>
public sealed class Answer(HttpResponseMessage response, byte[] body, string address)
{
    private readonly Lazy<IHtmlDocument> _page = new(() => new HtmlParser().ParseDocument(Encoding.UTF8.GetString(body)));

    public HttpStatusCode Status => response.StatusCode;

    public byte[] Body => body;

    public string Text => Encoding.UTF8.GetString(body);

    public IHtmlDocument Page => _page.Value;

    public string Heading => TextOf("h1");

    public string? Location => response.Headers.Location?.OriginalString;

    public IReadOnlyList<string> SetCookies => Lines("Set-Cookie");

    public IEnumerable<string> HeaderNames => response.Headers.Concat(response.Content.Headers).Select(h => h.Key);

    /// <summary>The header's value; null where it is not there.</summary>
    public string? Header(string name) => Lines(name) is { Count: > 0 } lines ? string.Join(", ", lines) : null;

    /// <summary>The text of the first such element, with its white space as a reader sees it.</summary>
    public string TextOf(string selector) => Squeeze(Page.QuerySelector(selector)?.TextContent ?? $"(there is no {selector})");

    public PageForm Form(string selector = "main form") =>
        PageForm.Read(Page.QuerySelector(selector) ?? throw new InvalidOperationException($"There is no {selector} on the page: {Text}"), address);

    /// <summary>What stands beside a term in the page's lists of facts.</summary>
    public string Fact(string term) =>
        Squeeze(Page.QuerySelectorAll("main dt").Single(dt => Squeeze(dt.TextContent) == term).NextElementSibling!.TextContent);

    public bool HasFact(string term) => Page.QuerySelectorAll("main dt").Any(dt => Squeeze(dt.TextContent) == term);

    /// <summary>What is said in the error summary, in its order.</summary>
    public IReadOnlyList<string> Problems => [.. Page.QuerySelectorAll(".error-summary li").Select(li => Squeeze(li.TextContent))];

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private List<string> Lines(string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? [.. values] : [];
}
