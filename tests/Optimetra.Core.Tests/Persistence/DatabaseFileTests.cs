using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Persistence;

public class DatabaseFileTests : SiteTests
{
    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public async Task The_database_and_its_log_are_for_their_owner_alone(string suffix)
    {
        await Site.SendAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(Site.DatabaseFile + suffix));
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows()
        ? throw new PlatformNotSupportedException("Windows keeps no such modes.")
        : File.GetUnixFileMode(path);
}
