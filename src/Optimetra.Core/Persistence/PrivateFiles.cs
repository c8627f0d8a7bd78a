namespace Optimetra.Core.Persistence;

/// <summary>Files and folders that only the site's own account may read.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerFolder);
        }
    }

    /// <summary>Writes a file whole or not at all, never over one that is there, and on the disk before this returns.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var half = path + ".half";
        File.Delete(half);
        using (var file = Open(half, FileMode.CreateNew, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(half, path, overwrite: false);
    }

    /// <summary>
    /// Adds lines to a file, and makes it if it is not there; on the disk before this returns. Where the last line was cut off, they
    /// begin below it.
    /// </summary>
    public static void Append(string path, string text)
    {
        using var file = Open(path, FileMode.OpenOrCreate, FileShare.Read);
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }

        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Takes a file that somebody else wrote, in a folder of ours, out of everybody else's sight.</summary>
    public static void MakePrivate(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerFile);
        }
    }

    public static void CreateIfMissing(string path)
    {
        if (!File.Exists(path))
        {
            using var file = Open(path, FileMode.OpenOrCreate, FileShare.ReadWrite);
        }
    }

    /// <summary>Waits until no other process holds the file, up to a quarter of a minute.</summary>
    public static IDisposable TakeTurn(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Open(path, FileMode.OpenOrCreate, FileShare.None);
            }
            catch (IOException) when (attempt < 150)
            {
                Thread.Sleep(100);
            }
        }
    }

    /// <summary>Holds a file together with whoever else does, until it is disposed; null while somebody has it to themselves.</summary>
    public static IDisposable? TryShare(string path)
    {
        try
        {
            CreateIfMissing(path);

            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Holds a file alone; null while somebody else has it. The lock goes with the process, however it ends.</summary>
    public static IDisposable? TryTakeAlone(string path)
    {
        try
        {
            return Open(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return new FileStream(path, options);
    }
}
