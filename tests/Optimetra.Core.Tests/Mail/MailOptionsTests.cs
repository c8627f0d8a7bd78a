using System.ComponentModel.DataAnnotations;
using Optimetra.Core.Mail;

namespace Optimetra.Core.Tests.Mail;

public class MailOptionsTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData(null)]
    public void Mail_may_go_unencrypted_within_the_machine(string? host)
    {
        Assert.Empty(Problems(new MailOptions { Host = host, StartTls = false }));
    }

    [Theory]
    [InlineData("mail.example.org")]
    [InlineData("10.0.0.1")]
    [InlineData("localhost.example.org")]
    [InlineData("127.0.0.1.example.org")]
    public void Mail_never_goes_unencrypted_over_a_network(string host)
    {
        Assert.Equal([nameof(MailOptions.StartTls)], Problems(new MailOptions { Host = host, StartTls = false }));
        Assert.Empty(Problems(new MailOptions { Host = host }));
    }

    [Fact]
    public void What_cannot_be_is_named()
    {
        Assert.Equal([nameof(MailOptions.Host)], Problems(new MailOptions { Host = "smtp://mail.example.org" }));
        Assert.Equal([nameof(MailOptions.From)], Problems(new MailOptions { From = "Optimetra <office@example.org>" }));
        Assert.Equal([nameof(MailOptions.User)], Problems(new MailOptions { Password = "secret" }));
        Assert.Equal([nameof(MailOptions.Password)], Problems(new MailOptions { User = "site" }));
        Assert.Empty(Problems(new MailOptions { Host = "mail.example.org", User = "site", Password = "secret", From = "office@example.org" }));
    }

    private static IEnumerable<string> Problems(MailOptions options) =>
        options.Validate(new ValidationContext(options)).Select(p => Assert.Single(p.MemberNames));
}
