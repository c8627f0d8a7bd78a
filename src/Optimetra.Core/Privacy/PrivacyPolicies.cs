namespace Optimetra.Core.Privacy;

/// <summary>One published version of the privacy policy.</summary>
/// <param name="Version">The day since which it is on this site.</param>
/// <param name="Markdown">Its text, as published; <c>{email}</c> stands where the company's email address belongs.</param>
public sealed record PrivacyPolicy(PolicyVersion Version, string Markdown);

/// <summary>Every version of the privacy policy, and which one was in force when. A published version never changes while the site runs.</summary>
public sealed class PrivacyPolicies
{
    private readonly PrivacyPolicy[] _newestFirst;

    private PrivacyPolicies(PrivacyPolicy[] newestFirst) => _newestFirst = newestFirst;

    public IReadOnlyList<PrivacyPolicy> NewestFirst => _newestFirst;

    /// <summary>Reads every <c>yyyy-MM-dd.md</c> of the folder.</summary>
    /// <exception cref="WrongSettingException">There is no version, or a file's name is no date.</exception>
    public static PrivacyPolicies Load(string folder)
    {
        var policies = new List<PrivacyPolicy>();
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.md") : [])
        {
            if (!PolicyVersion.TryParse(Path.GetFileNameWithoutExtension(file), out var version))
            {
                throw new WrongSettingException(
                    $"The policy file {file} is not named by the day it was published, like 2026-11-22.md.");
            }

            policies.Add(new PrivacyPolicy(version, File.ReadAllText(file)));
        }

        if (policies.Count == 0)
        {
            throw new WrongSettingException($"There is no privacy policy in {folder}; it holds one file a version, like 2026-11-22.md.");
        }

        return new PrivacyPolicies([.. policies.OrderByDescending(p => p.Version)]);
    }

    /// <summary>The version in force at a time: the newest that was on the site by then, or else the oldest.</summary>
    public PrivacyPolicy InForceAt(DateTime now)
    {
        var today = new PolicyVersion(DateOnly.FromDateTime(now));

        return Array.Find(_newestFirst, p => p.Version <= today) ?? _newestFirst[^1];
    }

    public PrivacyPolicy? Find(PolicyVersion version) => Array.Find(_newestFirst, p => p.Version == version);
}
