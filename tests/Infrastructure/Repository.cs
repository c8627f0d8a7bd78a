namespace Optimetra.Tests.Infrastructure;

/// <summary>
/// Where the repository is, as told by where the tests run: a path in the compiled code is none of this machine where the build
/// is reproducible (<c>ContinuousIntegrationBuild</c>).
/// </summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Optimetra.Web.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside their repository.");
        }

        return folder.FullName;
    }
}
