using Optimetra.Core.Privacy;

namespace Optimetra.Core.Tests.Privacy;

public sealed class PrivacyPoliciesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optimetra-policy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("2026-11-22T00:00:00Z", "2026-11-22")]
    [InlineData("2027-02-28T23:59:59.999Z", "2026-11-22")]
    [InlineData("2027-03-01T00:00:00Z", "2027-03-01")]
    [InlineData("2030-01-01T00:00:00Z", "2027-03-01")]
    public void The_newest_version_that_was_on_the_site_is_in_force(string now, string version)
    {
        Publish("2027-03-01", "2026-11-22");

        var inForce = PrivacyPolicies.Load(_folder).InForceAt(At(now));

        Assert.Equal(version, inForce.Version.ToString());
        Assert.Equal($"# The policy of {version}", inForce.Markdown);
    }

    [Fact]
    public void Before_the_first_version_the_oldest_is_in_force()
    {
        Publish("2027-03-01", "2026-11-22");

        Assert.Equal("2026-11-22", PrivacyPolicies.Load(_folder).InForceAt(At("2026-01-01T00:00:00Z")).Version.ToString());
    }

    [Fact]
    public void Every_version_is_kept_newest_first_and_found_by_its_day()
    {
        Publish("2026-11-22", "2028-01-01", "2027-03-01");

        var policies = PrivacyPolicies.Load(_folder);

        Assert.Equal(["2028-01-01", "2027-03-01", "2026-11-22"], policies.NewestFirst.Select(p => p.Version.ToString()));
        Assert.Equal("# The policy of 2027-03-01", policies.Find(new PolicyVersion(new(2027, 3, 1)))!.Markdown);
        Assert.Null(policies.Find(new PolicyVersion(new(2027, 3, 2))));
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("22-11-2026")]
    [InlineData("2026-11-22-final")]
    [InlineData("2026-02-30")]
    public void A_file_that_is_not_named_by_a_day_stops_the_start(string name)
    {
        Publish("2026-11-22", name);

        var refusal = Assert.Throws<WrongSettingException>(() => PrivacyPolicies.Load(_folder));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("missing")]
    public void No_policy_stops_the_start(string subfolder)
    {
        var folder = Path.Combine(_folder, subfolder);

        var refusal = Assert.Throws<WrongSettingException>(() => PrivacyPolicies.Load(folder));

        Assert.Contains(folder, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Versions_are_ordered_by_day()
    {
        var older = new PolicyVersion(new(2026, 11, 22));
        var newer = new PolicyVersion(new(2027, 3, 1));

        Assert.True(older < newer && older <= newer && newer > older && newer >= older);
        Assert.True(PolicyVersion.TryParse("2026-11-22", out var read) && read == older);
        Assert.False(PolicyVersion.TryParse("22 November 2026", out _));
    }

    private static DateTime At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;

    private void Publish(params string[] versions)
    {
        foreach (var version in versions)
        {
            File.WriteAllText(Path.Combine(_folder, $"{version}.md"), $"# The policy of {version}");
        }
    }
}
