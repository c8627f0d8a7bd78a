using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Optimetra.Core;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Words;

/// <summary>Where a page stands in the site's navigation.</summary>
public enum NavigationPlace
{
    None = 0,
    Header = 1,
    Footer = 2,
}

/// <summary>A page of words from one Markdown file.</summary>
/// <param name="Slug">The address without its slash, which is the file's name: lower-case letters, digits and hyphens.</param>
/// <param name="Title">The file's first heading.</param>
/// <param name="Order">Its place among the navigation's entries; lower comes first.</param>
/// <param name="Html">The whole file, rendered.</param>
public sealed record PageFile(string Slug, string Title, string? Description, NavigationPlace Navigation, int Order, RenderedMarkdown Html)
{
    private const int DefaultOrder = 100;

    /// <summary>Addresses that the program itself answers, now or later.</summary>
    private static readonly string[] Taken =
        ["contact", "request-information", "receipt", "privacy", "staff", "assets", "healthz", "order", "surveys", "forum"];

    /// <exception cref="WrongSettingException">The file is no page: the message says what to change in it.</exception>
    public static PageFile Read(string path, string text)
    {
        var slug = Path.GetFileNameWithoutExtension(path);
        if (slug.Length == 0 || !slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw new WrongSettingException($"The page file {path} must be named by its address: lower-case letters, digits and hyphens.");
        }

        if (Taken.Contains(slug))
        {
            throw new WrongSettingException($"The page file {path} must have another name: the site itself answers at /{slug}.");
        }

        var facts = ReadFacts(path, ref text);
        var document = SiteMarkdown.Parse(text, path);
        if (document.OfType<HeadingBlock>().FirstOrDefault() is not { Level: 1, Inline: { } heading }
            || TextOf(heading) is not { } title || PlainText.Normalize(title).Length == 0)
        {
            throw new WrongSettingException($"The page file {path} must begin with its title: a line like \"# About us\".");
        }

        return new PageFile(
            slug,
            title,
            facts.GetValueOrDefault("description"),
            ReadNavigation(path, facts.GetValueOrDefault("navigation")),
            ReadOrder(path, facts.GetValueOrDefault("order")),
            SiteMarkdown.Render(document));
    }

    private static string TextOf(ContainerInline heading) => string.Concat(heading.Descendants().Select(part => part switch
    {
        LiteralInline words => words.Content.ToString(),
        CodeInline code => code.Content,
        HtmlEntityInline sign => sign.Transcoded.ToString(),
        _ => "",
    }));

    /// <summary>The lines "name: value" between two lines of three hyphens at the top of the file, if they are there.</summary>
    private static Dictionary<string, string> ReadFacts(string path, ref string text)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines[0].TrimEnd() != "---")
        {
            return facts;
        }

        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == "---");
        foreach (var line in end > 0 ? lines[1..end] : [lines[0]])
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = colon > 0 ? line[..colon].Trim() : "";
            if (name is not ("description" or "navigation" or "order"))
            {
                throw new WrongSettingException(
                    $"The page file {path} has the line \"{line}\" at its top; between the lines \"---\" it may have description, navigation and order.");
            }

            facts[name] = line[(colon + 1)..].Trim();
        }

        text = string.Join('\n', lines[(end + 1)..]);

        return facts;
    }

    private static NavigationPlace ReadNavigation(string path, string? value) => value switch
    {
        null or "header" => NavigationPlace.Header,
        "footer" => NavigationPlace.Footer,
        "none" => NavigationPlace.None,
        _ => throw new WrongSettingException($"The page file {path} has navigation \"{value}\"; it may be header, footer or none."),
    };

    private static int ReadOrder(string path, string? value) =>
        value is null ? DefaultOrder
        : int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var order) ? order
        : throw new WrongSettingException($"The page file {path} has order \"{value}\"; it may be a whole number.");
}
