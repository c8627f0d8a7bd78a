using System.Text.Encodings.Web;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Html;
using Optimetra.Core;

namespace Optimetra.Web.Words;

/// <summary>HTML that was rendered from one of the site's own Markdown files, and from nothing that a visitor sent.</summary>
public sealed class RenderedMarkdown : IHtmlContent
{
    private readonly string _html;

    internal RenderedMarkdown(string html) => _html = html;

    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => writer.Write(_html);
}

/// <summary>The Markdown of the site's own content: no raw HTML, and nothing that makes a reader's browser call anybody else.</summary>
public static class SiteMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseAutoIdentifiers()
        .Build();

    /// <exception cref="WrongSettingException">The text embeds a picture from elsewhere.</exception>
    public static MarkdownDocument Parse(string text, string source)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var picture in document.Descendants<LinkInline>().Where(l => l.IsImage))
        {
            if (picture.Url is not { } url || !url.StartsWith('/') || url.StartsWith("//", StringComparison.Ordinal))
            {
                throw new WrongSettingException(
                    $"{source} shows the picture \"{picture.Url}\"; only the site's own can be shown, at addresses that begin with \"/\".");
            }
        }

        return document;
    }

    public static RenderedMarkdown Render(MarkdownDocument document) => new(document.ToHtml(Pipeline));
}
