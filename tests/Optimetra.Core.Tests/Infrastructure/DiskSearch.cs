using System.Text;

namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>Looks for words and bytes in every file of the data directory, as somebody would who stole the disk.</summary>
public static class DiskSearch
{
    /// <summary>The files that hold the word in UTF-8, UTF-16 or base 64, wherever in the base 64 it begins.</summary>
    public static IReadOnlyList<string> FilesWith(this CoreSite site, string word)
    {
        var utf8 = Encoding.UTF8.GetBytes(word);

        return site.FilesWithAnyOf([utf8, Encoding.Unicode.GetBytes(word), Encoding.BigEndianUnicode.GetBytes(word), .. InBase64(utf8)]);
    }

    public static IReadOnlyList<string> FilesWithAnyOf(this CoreSite site, IReadOnlyCollection<byte[]> patterns) =>
    [
        .. Directory.EnumerateFiles(site.DataDirectory, "*", SearchOption.AllDirectories).Where(file =>
        {
            var content = ReadShared(file);

            return patterns.Any(p => content.AsSpan().IndexOf(p) >= 0);
        }),
    ];

    /// <summary>Short pieces of a value: what is left of it after its page was half overwritten would still hold one.</summary>
    public static IEnumerable<byte[]> Pieces(this byte[] value) => value.Chunk(16).Where(piece => piece.Length == 16);

    private static IEnumerable<byte[]> InBase64(byte[] word)
    {
        for (var before = 0; before < 3; before++)
        {
            // Only the characters that depend on nothing but the word.
            var whole = Convert.ToBase64String([.. new byte[before], .. word]);
            var first = before == 0 ? 0 : 4;
            var last = (before + word.Length) / 3 * 4;

            yield return Encoding.ASCII.GetBytes(whole[first..last]);
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);

        return copy.ToArray();
    }
}
