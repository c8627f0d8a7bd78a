using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Optimetra.Web.Tests;

/// <summary>What the compiled pages refer to, read from the assembly itself.</summary>
public class ArchitectureTests
{
    private static readonly string[] StorageLibraries = ["Microsoft.EntityFrameworkCore", "Microsoft.Data.Sqlite", "SQLitePCLRaw", "Npgsql", "System.Data"];

    /// <summary>
    /// Of Core’s persistence the pages may prepare the database, ask how it is, and know that it is not there; a command may copy it out
    /// and back.
    /// </summary>
    private static readonly string[] AllowedOfPersistence = ["BackupException", "Backups", "Database", "StorageUnavailableException"];

    private static readonly string[] WaysOut =
        ["HttpClient", "HttpMessageInvoker", "SocketsHttpHandler", "WebRequest", "WebClient", "Socket", "TcpClient", "UdpClient", "ClientWebSocket", "SmtpClient", "Dns", "Process"];

    [Fact]
    public void Web_TouchesNoStorageLibrary()
    {
        var references = Read(metadata => metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name)));

        Assert.Contains("Optimetra.Core", references);
        Assert.DoesNotContain(references, name => StorageLibraries.Any(library => name.StartsWith(library, StringComparison.Ordinal)));
    }

    [Fact]
    public void Web_TouchesOfPersistenceOnlyWhatTheListNames()
    {
        var touched = Types().Where(t => t.Namespace.StartsWith("Optimetra.Core.Persistence", StringComparison.Ordinal)).Select(t => t.Name);

        Assert.Equal(AllowedOfPersistence, touched.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Web_CallsNobody() => Assert.Empty(Types().Select(t => t.Name).Intersect(WaysOut));

    private static List<(string Namespace, string Name)> Types() => Read(metadata => metadata.TypeReferences
        .Select(metadata.GetTypeReference)
        .Select(type => (metadata.GetString(type.Namespace), metadata.GetString(type.Name))));

    private static List<T> Read<T>(Func<MetadataReader, IEnumerable<T>> read)
    {
        using var file = new PEReader(File.OpenRead(typeof(OptimetraSite).Assembly.Location));

        return [.. read(file.GetMetadataReader())];
    }
}
