namespace Optimetra.Core.Mail;

/// <summary>What mails need to know of the site that sends them.</summary>
/// <param name="Company">Whom the mails come from, for people.</param>
/// <param name="PublicUrl">The origin of the public site, without a slash at its end.</param>
/// <param name="StaffUrl">The origin of the desk, without a slash at its end.</param>
/// <param name="From">The address that the mails come from.</param>
/// <param name="IsForTryingOut">Whether nobody is surprised that mails without a mail server become files.</param>
public sealed record MailSite(string Company, string PublicUrl, string StaffUrl, string From, bool IsForTryingOut);
