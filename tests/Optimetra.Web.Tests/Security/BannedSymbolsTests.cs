using Optimetra.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Security;

/// <summary>
/// The compiler refuses the ways around the house (BannedSymbols.txt, an error in every build). Where it is told to look away is
/// written here too.
/// </summary>
public class BannedSymbolsTests
{
    private static readonly string[] Exceptions =
        ["../Optimetra.Core/Mail/MailTransport.cs", "Commands/OptimetraCommands.cs", "Security/StaffSignInCookie.cs"];

    [Fact]
    public void TheCompiler_LooksAwayInTheWrittenPlacesOnly()
    {
        var source = Path.Combine(Repository.Root, "src");
        var found = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".cshtml" or ".csproj" or ".props")
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file) is var text
                && (text.Contains("disable RS0030", StringComparison.Ordinal) || text.Contains("NoWarn>RS0030", StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(Path.Combine(source, "Optimetra.Web"), file));

        Assert.Equal(Exceptions, found.Order(StringComparer.Ordinal));
    }
}
