using Optimetra.Core;
using Optimetra.Core.Retention;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Settings;

/// <summary>
/// Refuses names that mean nothing where no single options class would notice: a retention period for a channel that is misspelt is a
/// broken promise.
/// </summary>
internal static class SettingNames
{
    private static readonly string[] Sections =
    [
        "Public", "Staff", "DataDirectory", "KnownProxies", "Company", "InformationRequests", "Answering", "Retention", "Robots",
        "RateLimits", "Limits",
    ];

    public static void RefuseUnknown(IConfiguration configuration)
    {
        Refuse(configuration, "Optimetra", Sections);
        Refuse(configuration, RetentionOptions.Section, Enum.GetNames<Channel>());
        Refuse(configuration, AnsweringOptions.Section, Enum.GetNames<Channel>());
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
