using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Mail;

/// <summary>
/// The one way out of the site: hands a mail to the mail server, or writes it to the folder while there is none. What goes wrong comes
/// back as a <see cref="MailProblem"/> and nothing more: a server's own words can hold addresses.
/// </summary>
internal sealed class MailTransport(MailSite site, MailTexts texts, MailFolder folder, IOptions<MailOptions> options)
{
    private readonly MailOptions _options = options.Value;

    // N.B. the framework puts quotes around a name and does not look for quotes in it, which would end it: "A" <other@address>.
    private readonly string _from = texts.Company.Replace('"', '\'').Replace('\\', '/');
    private readonly string _idHost = IdHostOf(new Uri(site.PublicUrl));

    /// <summary>Whether mails go to a server.</summary>
    public bool HasServer => !string.IsNullOrEmpty(_options.Host);

    /// <summary>Sends it, and returns what went wrong, or null.</summary>
    public async Task<MailProblem?> SendAsync(OutboxMail mail, string address, MailText text, CancellationToken cancellationToken)
    {
        if (!PlainText.IsEmailAddress(address))
        {
            return MailProblem.Refused;
        }

        if (!HasServer)
        {
            return WriteToFolder(mail, Compose(mail.Id, address, text));
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
        try
        {
            // N.B. once the text is sent, the client waits for the server's word and for no cancellation (tried). Then it is left alone with
            // what it holds, and ends by its own time-out.
            var sending = Task.Run(() => SendToServerAsync(Compose(mail.Id, address, text), timeout.Token), CancellationToken.None);
            await sending.WaitAsync(timeout.Token);

            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return MailProblem.Unreachable;
        }
        catch (SmtpException e)
        {
            return Explain(e, FormatFor(address) == SmtpDeliveryFormat.SevenBit);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return e is IOException ? MailProblem.Unreachable : MailProblem.NotEncrypted;
        }
    }

    private MailMessage Compose(Guid id, string address, MailText text)
    {
        var message = new MailMessage(new MailAddress(site.From, _from, Encoding.UTF8), new MailAddress(address))
        {
            Subject = text.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = text.Body,
            BodyEncoding = Encoding.UTF8,
            // Most mails are ASCII in short lines and go as they are; a company's name may be in other letters.
            BodyTransferEncoding = Ascii.IsValid(text.Body) ? TransferEncoding.SevenBit : TransferEncoding.Base64,
            IsBodyHtml = false,
        };
        // The same each time it is sent. N.B. the client writes Date by itself, from the machine's clock, and overwrites another one.
        message.Headers.Add("Message-ID", $"<{id}@{_idHost}>");
        // Asks absence notices and the like to stay away (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");

        return message;
    }

    private async Task SendToServerAsync(MailMessage message, CancellationToken cancellationToken)
    {
        using var composed = message;
#pragma warning disable RS0030 // Mail leaves here, for what the outbox holds, and nowhere else.
        using var client = new SmtpClient(_options.Host, _options.Port)
        {
            // With this the client says STARTTLS before anything else, or gives up; and it checks the server's certificate.
            EnableSsl = _options.StartTls,
            UseDefaultCredentials = false,
            Timeout = _options.TimeoutSeconds * 1000,
            DeliveryFormat = FormatFor(message.To[0].Address),
            Credentials = string.IsNullOrEmpty(_options.User) ? null : new NetworkCredential(_options.User, _options.Password),
        };
        await client.SendMailAsync(message, cancellationToken);
#pragma warning restore RS0030
    }

    private MailProblem? WriteToFolder(OutboxMail mail, MailMessage message)
    {
        using var composed = message;
        var half = folder.HalfOf(mail.SubmissionId, mail.Id);
        try
        {
            PrivateFiles.CreateFolder(folder.Path);
            if (Directory.Exists(half))
            {
                Directory.Delete(half, recursive: true);
            }

            PrivateFiles.CreateFolder(half);
#pragma warning disable RS0030 // It connects to nobody; the framework has no other way to write a mail to a file.
            using var writer = new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                DeliveryFormat = FormatFor(message.To[0].Address),
                PickupDirectoryLocation = half,
            };
            writer.Send(message);
#pragma warning restore RS0030

            var written = Directory.EnumerateFiles(half).Single();
            PrivateFiles.MakePrivate(written);
            // One that is written twice is one file.
            File.Move(written, folder.FileOf(mail.SubmissionId, mail.Id), overwrite: true);
            Directory.Delete(half);

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SmtpException)
        {
            return MailProblem.NotWritten;
        }
    }

    private MailProblem Explain(SmtpException exception, bool isAscii) => exception switch
    {
        // The server's certificate is not in order.
        { InnerException: AuthenticationException } => MailProblem.NotEncrypted,
        // Not a reply of the server. Without a cause it is the client who refuses to go on: there is no STARTTLS, or the server takes only
        // addresses in ASCII.
        { StatusCode: SmtpStatusCode.GeneralFailure, InnerException: null } when !isAscii => MailProblem.Refused,
        { StatusCode: SmtpStatusCode.GeneralFailure, InnerException: null } when _options.StartTls => MailProblem.NotEncrypted,
        { StatusCode: SmtpStatusCode.GeneralFailure or SmtpStatusCode.ServiceNotAvailable } => MailProblem.Unreachable,
        // One number for both (RFC 3207, RFC 4954): what the client has done already, the server does not ask for.
        { StatusCode: SmtpStatusCode.MustIssueStartTlsFirst } => _options.StartTls ? MailProblem.NotAuthenticated : MailProblem.NotEncrypted,
        { StatusCode: SmtpStatusCode.ClientNotPermitted } => MailProblem.NotAuthenticated,
        _ => MailProblem.Refused,
    };

    /// <summary>
    /// Only an address whose part before the @ is not ASCII needs a server that takes such (RFC 6531); a domain's name has its own encoding.
    /// </summary>
    private static SmtpDeliveryFormat FormatFor(string address) =>
        Ascii.IsValid(address.AsSpan(0, address.LastIndexOf('@'))) ? SmtpDeliveryFormat.SevenBit : SmtpDeliveryFormat.International;

    private static string IdHostOf(Uri site) => site.HostNameType == UriHostNameType.IPv6 ? site.Host : site.IdnHost;
}
