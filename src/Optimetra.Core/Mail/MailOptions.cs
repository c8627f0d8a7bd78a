using System.ComponentModel.DataAnnotations;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Mail;

/// <summary>The mail server that takes the site's mails, and how patient the site is with it.</summary>
public class MailOptions : IValidatableObject
{
    public const string Section = "Optimetra:Mail";

    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "::1"];

    /// <summary>Null where there is none: then mails are written to files, with their addresses in clear.</summary>
    public string? Host { get; set; }

    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>The name to sign in with, if the server asks for one.</summary>
    public string? User { get; set; }

    [DataType(DataType.Password)]
    public string? Password { get; set; }

    /// <summary>Whether nothing is sent but over an encrypted connection to a server whose certificate is in order.</summary>
    public bool StartTls { get; set; } = true;

    /// <summary>Whom the mails come from; null for the company's own address.</summary>
    public string? From { get; set; }

    /// <summary>After so many tries a mail is put aside, for an administrator to look at.</summary>
    [Range(1, 50)]
    public int MaxTries { get; set; } = 8;

    /// <summary>How long one mail may take.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 30;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Host) && Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return new ValidationResult("the name or the IP address of a mail server", [nameof(Host)]);
        }

        if (!StartTls && !string.IsNullOrEmpty(Host) && !Loopback.Contains(Host, StringComparer.OrdinalIgnoreCase))
        {
            // Addresses, one-time codes and the password would cross the network for everybody to read.
            yield return new ValidationResult($"true, and false only where Host is one of {string.Join(", ", Loopback)}", [nameof(StartTls)]);
        }

        if (!string.IsNullOrEmpty(From) && !PlainText.IsEmailAddress(From))
        {
            yield return new ValidationResult("an email address that mail can be sent to", [nameof(From)]);
        }

        if (string.IsNullOrEmpty(User) != string.IsNullOrEmpty(Password))
        {
            yield return string.IsNullOrEmpty(User)
                ? new ValidationResult("the name that belongs to the Password", [nameof(User)])
                : new ValidationResult("the password that belongs to the User", [nameof(Password)]);
        }
    }
}
