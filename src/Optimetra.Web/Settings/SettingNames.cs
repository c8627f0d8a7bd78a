using Optimetra.Core;
using Optimetra.Core.Retention;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Settings;

/// <summary>
/// Refuses what would be passed over without a word where no single options class would notice: a retention period for a channel that is
/// misspelled, or written a level too high, is a broken promise.
/// </summary>
internal static class SettingNames
{
    private static readonly string[] Sections =
    [
        "Public", "Staff", "DataDirectory", "KnownProxies", "Company", "InformationRequests", "Answering", "Retention", "Robots",
        "RateLimits", "Limits", "Mail", "Erasure",
    ];

    /// <summary>What has no settings of its own under it.</summary>
    private static readonly string[] PlainValues = ["DataDirectory"];

    private static readonly string[] Lists = ["Optimetra:KnownProxies", $"{InformationRequestOptions.Section}:Topics"];

    /// <exception cref="WrongSettingException">A name means nothing, or a value stands where none is read.</exception>
    public static void RefuseUnknown(IConfiguration configuration)
    {
        Refuse(configuration, "Optimetra", Sections);
        Refuse(configuration, RetentionOptions.Section, Enum.GetNames<Channel>());
        Refuse(configuration, AnsweringOptions.Section, Enum.GetNames<Channel>());

        var sections = Sections.Except(PlainValues).Select(name => $"Optimetra:{name}").Except(Lists)
            .Concat(Enum.GetNames<Channel>().SelectMany(c => new[] { $"{RetentionOptions.Section}:{c}", $"{AnsweringOptions.Section}:{c}" }));
        foreach (var section in sections)
        {
            var known = configuration.GetSection(section).GetChildren().FirstOrDefault();
            RefuseValue(configuration, section, "settings by their names" + (known is null ? "" : $", like {section}:{known.Key}"));
        }

        foreach (var list in Lists)
        {
            RefuseValue(configuration, list, $"a list by numbers, like {list}:0");
        }
    }

    private static void RefuseValue(IConfiguration configuration, string path, string under)
    {
        if (configuration[path] is { Length: > 0 } value)
        {
            throw new WrongSettingException($"The setting {path} holds \"{value}\"; it may hold nothing of its own, only {under}.");
        }
    }

    private static void Refuse(IConfiguration configuration, string section, string[] known)
    {
        if (configuration.GetSection(section).GetChildren()
            .FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new WrongSettingException(
                $"The section {section} holds '{unknown.Key}', which means nothing; it may hold {string.Join(", ", known)}.");
        }
    }
}
