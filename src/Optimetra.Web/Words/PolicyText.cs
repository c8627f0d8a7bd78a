using Microsoft.Extensions.Options;
using Optimetra.Core.Privacy;
using Optimetra.Web.Settings;

namespace Optimetra.Web.Words;

/// <summary>The privacy policy in force, ready to be shown. The published text stays as it is; only the email address is filled in.</summary>
public sealed class PolicyText(PrivacyPolicies policies, IOptions<CompanyOptions> company)
{
    private const string EmailPlace = "{email}";

    public RenderedMarkdown Render(PrivacyPolicy policy)
    {
        var email = company.Value.Email;
        var shown = string.IsNullOrEmpty(email)
            ? "**(the setting Optimetra:Company:Email is missing)**"
            : $"[{email}]({ContactLinks.MailtoLink(email)})";

        return SiteMarkdown.Render(SiteMarkdown.Parse(
            policy.Markdown.Replace(EmailPlace, shown, StringComparison.Ordinal), $"The privacy policy {policy.Version}"));
    }

    public PrivacyPolicy InForceAt(DateTimeOffset now) => policies.InForceAt(now.UtcDateTime);
}
