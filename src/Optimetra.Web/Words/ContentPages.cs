using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Optimetra.Core;

namespace Optimetra.Web.Words;

/// <summary>
/// The company's pages, one Markdown file each in <c>Content/Pages/</c>. The folder is watched: a new file is a new page and an entry
/// in the navigation, without a rebuild or a restart. A file that is no page is reported and left out; if it was one, the page stays
/// as it was.
/// </summary>
public sealed class ContentPages : IDisposable
{
    /// <summary>The file behind "/".</summary>
    public const string HomeSlug = "home";

    private readonly PhysicalFileProvider _files;
    private readonly IDisposable _watching;
    private readonly ILogger<ContentPages> _log;
    private readonly Lock _reading = new();
    private volatile Pages _pages = new(0, new Dictionary<string, PageFile>(), []);

    public ContentPages(string folder, ILogger<ContentPages> log)
    {
        Directory.CreateDirectory(folder);
        _log = log;
        _files = new PhysicalFileProvider(folder);
        Read();
        _watching = ChangeToken.OnChange(() => _files.Watch("*.md"), Read);
    }

    /// <summary>Grows with each change: what was rendered from an older version is rendered anew.</summary>
    public int Version => _pages.Version;

    /// <summary>The pages in the order of the navigation.</summary>
    public IReadOnlyList<PageFile> All => _pages.InOrder;

    public PageFile? Find(string slug) => _pages.BySlug.GetValueOrDefault(slug);

    public void Dispose()
    {
        _watching.Dispose();
        _files.Dispose();
    }

    private void Read()
    {
        lock (_reading)
        {
            var pages = new Dictionary<string, PageFile>(StringComparer.Ordinal);
            foreach (var file in _files.GetDirectoryContents("").Where(f => !f.IsDirectory && f.Name.EndsWith(".md", StringComparison.Ordinal)))
            {
                if (TryRead(file.PhysicalPath!) is { } page)
                {
                    pages[page.Slug] = page;
                }
            }

            _pages = new Pages(_pages.Version + 1, pages, [.. pages.Values.OrderBy(p => p.Order).ThenBy(p => p.Title, StringComparer.Ordinal)]);
        }
    }

    private PageFile? TryRead(string path)
    {
        try
        {
            return PageFile.Read(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is WrongSettingException or IOException or UnauthorizedAccessException)
        {
            _log.LogError("A content page was left as it was: {Problem}", e.Message);

            return _pages.BySlug.GetValueOrDefault(Path.GetFileNameWithoutExtension(path));
        }
    }

    private sealed record Pages(int Version, Dictionary<string, PageFile> BySlug, IReadOnlyList<PageFile> InOrder);
}
