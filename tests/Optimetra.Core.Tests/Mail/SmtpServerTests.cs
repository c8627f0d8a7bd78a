using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Optimetra.Core.Mail;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Mail;

/// <summary>
/// Mails through a real SMTP server, Debian's python3-aiosmtpd: on a free loopback port, with a maildir and a certificate of its own
/// in a temporary folder, ended by its process.
/// </summary>
public class SmtpServerTests : SiteTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optimetra-smtp-").FullName;
    private readonly List<Process> _servers = [];

    private string Maildir => Path.Combine(_folder, "mail");

    public override async Task DisposeAsync()
    {
        _servers.ForEach(End);
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_mail_arrives_whole_at_the_one_it_is_for()
    {
        await UseAsync(o => o.StartTls = false, await StartServerAsync());
        var emil = await Site.EmployeeAsync();
        var receipt = await Site.SendAsync();
        var acknowledgement = (await Site.OutboxAsync()).Single(m => m.Kind == MailKind.Acknowledgement).Id;
        await Site.ShareAsync(receipt.Reference, await Site.SubcontractorAsync());

        Assert.Equal(4, await Site.DispatchAsync());

        var arrived = Arrived();
        Assert.Equal(
            ["ada@example.org", "emil@optimetra.example", "grace@optimetra.example", "sue@optimetra.example"],
            arrived.Select(m => m["X-RcptTo"]));
        Assert.All(arrived, m => Assert.Equal(("office@optimetra.example", m["X-RcptTo"]), (m["X-MailFrom"], m["To"])));
        Assert.Equal(4, arrived.Select(m => m["Message-ID"]).Distinct().Count());

        var mail = arrived[0];
        Assert.Equal($"<{acknowledgement}@www.optimetra.example>", mail["Message-ID"]);
        Assert.Equal($"It has arrived: {receipt.Reference}", mail["Subject"]);
        Assert.Equal("auto-generated", mail["Auto-Submitted"]);
        Assert.StartsWith("text/plain", mail["Content-Type"], StringComparison.Ordinal);
        Assert.StartsWith("Hello,\n\nWhat you sent to Optimetra on 1 December 2026", mail.Body, StringComparison.Ordinal);
        Assert.EndsWith("\n\nOptimetra\n", mail.Body, StringComparison.Ordinal);
        Assert.Empty(await Site.OutboxAsync());
        Assert.False(Directory.Exists(Site.MailFolder()));
        Assert.NotNull(emil);
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_server_that_does_not_encrypt()
    {
        await UseAsync(o => o.StartTls = true, await StartServerAsync());

        await AssertNotSentAsync(MailProblem.NotEncrypted);
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_server_whose_certificate_nobody_vouches_for()
    {
        using var certificate = NewCertificate();
        await UseAsync(o => o.Host = "localhost", await StartServerAsync("--certificate", CertificateFile(certificate)));

        await AssertNotSentAsync(MailProblem.NotEncrypted);
    }

    [Fact]
    public async Task A_server_that_takes_nothing_unencrypted_is_not_talked_into_it()
    {
        using var certificate = NewCertificate();
        await UseAsync(o => o.StartTls = false, await StartServerAsync("--certificate", CertificateFile(certificate)));

        await AssertNotSentAsync(MailProblem.NotEncrypted);
    }

    [Theory]
    [InlineData("right", null)]
    [InlineData("wrong", MailProblem.NotAuthenticated)]
    [InlineData(null, MailProblem.NotAuthenticated)]
    public async Task An_encrypted_server_that_asks_who_we_are_is_told(string? password, MailProblem? problem)
    {
        using var certificate = NewCertificate();
        var port = await StartServerAsync("--certificate", CertificateFile(certificate), "--user", "site", "--password", "right");
        await UseAsync(
            o =>
            {
                o.Host = "localhost";
                (o.User, o.Password) = password is null ? (null, null) : ("site", password);
            },
            port);

        using (Trusting(certificate))
        {
            if (problem is { } expected)
            {
                await AssertNotSentAsync(expected);
            }
            else
            {
                await Site.SendAsync();
                Assert.Equal(1, await Site.DispatchAsync());
                Assert.Equal("ada@example.org", Assert.Single(Arrived())["X-RcptTo"]);
            }
        }

        Assert.DoesNotContain(Site.Log.All, line => line.Contains("ada@example.org", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_down_delays_the_mail_and_nothing_else()
    {
        var port = await StartServerAsync();
        await UseAsync(o => o.StartTls = false, port);
        End(_servers[0]);

        var receipt = await Site.SendAsync();
        Assert.Equal(0, await Site.DispatchAsync());
        Assert.Equal(MailProblem.Unreachable, Assert.Single(await Site.OutboxAsync()).LastProblem);
        await Site.ReplyAsync(receipt.Reference);
        Assert.NotNull(await Site.FileOfAsync(receipt.Reference, receipt.Code));

        await StartServerAsync("--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await Site.DispatchAsync());

        Assert.Equal(
            [$"It has arrived: {receipt.Reference}", $"You have a reply: {receipt.Reference}"],
            Arrived().Select(m => m["Subject"]).Order(StringComparer.Ordinal));
        Assert.Empty(await Site.OutboxAsync());
    }

    private async Task AssertNotSentAsync(MailProblem problem)
    {
        await Site.SendAsync();

        Assert.Equal(0, await Site.DispatchAsync());

        Assert.Equal(problem, Assert.Single(await Site.OutboxAsync()).LastProblem);
        Assert.Empty(Arrived());
    }

    private async Task UseAsync(Action<MailOptions> set, int port)
    {
        Site.Settings = s => s.Configure<MailOptions>(o =>
        {
            o.Host = "127.0.0.1";
            o.Port = port;
            set(o);
        });
        await Site.StartAsync();
    }

    /// <summary>The port, once the server listens there.</summary>
    private async Task<int> StartServerAsync(params string[] more)
    {
        var server = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Mail", "mail-server.py"), Maildir, .. more])
        {
            RedirectStandardOutput = true,
        })!;
        _servers.Add(server);
        var said = await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));

        return int.Parse(
            said ?? throw new InvalidOperationException("The mail server did not start; is python3-aiosmtpd installed? See tests/run."),
            System.Globalization.CultureInfo.InvariantCulture);
    }

    private IReadOnlyList<ReadMail> Arrived() => Directory.Exists(Maildir)
        ? [.. Directory.EnumerateFiles(Path.Combine(Maildir, "new")).Select(f => ReadMail.Parse(File.ReadAllText(f))).OrderBy(m => m["X-RcptTo"], StringComparer.Ordinal)]
        : [];

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());

        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private string CertificateFile(X509Certificate2 certificate)
    {
        var file = Path.Combine(_folder, "certificate.pem");
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());

        return file;
    }

    /// <summary>As if an authority of this machine had signed the certificate: this one, and no other.</summary>
    private static Trust Trusting(X509Certificate2 certificate)
    {
        var print = certificate.GetCertHashString(HashAlgorithmName.SHA256);
#pragma warning disable SYSLIB0014 // SmtpClient, which is what is tested, asks here and nowhere else.
        ServicePointManager.ServerCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == print;
#pragma warning restore SYSLIB0014

        return new Trust();
    }

    private static void End(Process server)
    {
        server.Kill();
        server.WaitForExit();
    }

    private sealed class Trust : IDisposable
    {
#pragma warning disable SYSLIB0014
        public void Dispose() => ServicePointManager.ServerCertificateValidationCallback = null;
#pragma warning restore SYSLIB0014
    }
}
