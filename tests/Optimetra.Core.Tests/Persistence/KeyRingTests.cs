using Optimetra.Core.Persistence;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Persistence;

public sealed class KeyRingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("optimetra-keys-").FullName;
    private readonly MovableClock _clock = new();

    private string Folder => Path.Combine(_root, "data", "keys");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Keys_are_for_their_owner_alone()
    {
        KeyRing.Open(Folder, _clock);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, ModeOf(Folder));
        Assert.All(
            Directory.GetFiles(Folder),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(file)));
    }

    [Fact]
    public void Each_purpose_has_a_key_of_its_own_of_256_bits()
    {
        var keys = KeyRing.Open(Folder, _clock).All;

        Assert.Equal(Enum.GetValues<KeyPurpose>(), keys.Select(k => k.Purpose).Order());
        Assert.All(keys, k => Assert.Equal(32, k.Bytes.Length));
        Assert.Equal(keys.Count, keys.Select(k => Convert.ToHexString(k.Bytes)).Distinct().Count());
    }

    [Fact]
    public void Keys_survive_a_restart()
    {
        var before = KeyRing.Open(Folder, _clock);
        _clock.Advance(TimeSpan.FromDays(1));
        var after = KeyRing.Open(Folder, _clock);

        Assert.Equal(Told(before), Told(after));
    }

    [Fact]
    public void Two_that_open_an_empty_folder_at_once_have_the_same_keys()
    {
        var rings = new KeyRing[4];
        Parallel.For(0, rings.Length, i => rings[i] = KeyRing.Open(Folder, _clock));

        Assert.All(rings, ring => Assert.Equal(Told(rings[0]), Told(ring)));
    }

    [Fact]
    public void The_newest_key_makes_what_is_new_and_the_older_one_is_still_found()
    {
        var old = KeyRing.Open(Folder, _clock).Current(KeyPurpose.Seal);
        var kept = Assert.Single(Directory.GetFiles(Folder, "seal-*"));
        File.Move(kept, kept + ".kept");
        _clock.Advance(TimeSpan.FromDays(1));
        KeyRing.Open(Folder, _clock);
        File.Move(kept + ".kept", kept);

        var ring = KeyRing.Open(Folder, _clock);

        Assert.NotEqual(old.Id, ring.Current(KeyPurpose.Seal).Id);
        Assert.Equal(_clock.Now, ring.Current(KeyPurpose.Seal).CreatedAt);
        Assert.Equal(old.Bytes, ring.Find(KeyPurpose.Seal, old.Id)!.Bytes);
    }

    [Fact]
    public void A_key_is_found_for_its_own_purpose_only()
    {
        var ring = KeyRing.Open(Folder, _clock);

        Assert.Null(ring.Find(KeyPurpose.Ledger, ring.Current(KeyPurpose.Seal).Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("hunter2-not-json")]
    [InlineData("""{"Purpose":"Seal","Id":"00000001","Created":"2026-12-01T10:00:00Z","Key":"aHVudGVyMg=="}""")]
    [InlineData("""{"Purpose":"Seal","Id":"00000001","Created":"2026-12-01T10:00:00Z","Key":"hunter2"}""")]
    [InlineData("""{"Purpose":"hunter2","Id":"00000001","Created":"2026-12-01T10:00:00Z","Key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""")]
    [InlineData("""{"Purpose":"Seal","Id":"hunter2","Created":"2026-12-01T10:00:00Z","Key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""")]
    [InlineData("""{"Purpose":"Seal","Id":"fffffffff","Created":"2026-12-01T10:00:00Z","Key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""")]
    public void A_damaged_key_file_is_named_in_one_line_and_not_quoted(string content)
    {
        KeyRing.Open(Folder, _clock);
        var file = Assert.Single(Directory.GetFiles(Folder, "seal-*"));
        File.WriteAllText(file, content);

        var refusal = Assert.Throws<WrongSettingException>(() => KeyRing.Open(Folder, _clock));

        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVyMg", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_folder_that_is_a_file_is_named_in_one_line()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        File.WriteAllText(Folder, "");

        var refusal = Assert.Throws<WrongSettingException>(() => KeyRing.Open(Folder, _clock));

        Assert.Contains(Folder, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void A_key_does_not_show_its_bytes_in_a_log_line()
    {
        var key = KeyRing.Open(Folder, _clock).Current(KeyPurpose.Seal);

        Assert.Equal($"Seal key {key.Id:x8}", key.ToString());
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows()
        ? throw new PlatformNotSupportedException("Windows keeps no such modes.")
        : File.GetUnixFileMode(path);

    private static IEnumerable<(KeyPurpose, uint, string, DateTime)> Told(KeyRing ring) =>
        ring.All.Select(k => (k.Purpose, k.Id, Convert.ToHexString(k.Bytes), k.CreatedAt)).Order();
}
