namespace Optimetra.Web.Words;

/// <summary>Links by which somebody is reached.</summary>
public static class ContactLinks
{
    /// <summary>
    /// The address as a link (RFC 6068). All but letters, digits and the at sign is percent-encoded: as it is typed, an address can hold a
    /// question mark, after which a mail program reads copies, subject and text.
    /// </summary>
    public static string MailtoLink(string email) => "mailto:" + Uri.EscapeDataString(email).Replace("%40", "@", StringComparison.Ordinal);
}
