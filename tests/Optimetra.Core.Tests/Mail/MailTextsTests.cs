using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Mail;

/// <summary>Every kind of mail, as it is written after everything that brings one has happened to one case.</summary>
public class MailTextsTests : SiteTests
{
    private static readonly string[] Markers = ["Zebrafinch", "quokka", "5550142867", "Axolotl", "Narwhal"];

    private readonly Dictionary<string, ReadMail> _mails = [];

    private Receipt _receipt = null!;
    private CustomerFileView _file = null!;
    private DateTime _askedAt;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var sue = await Site.SubcontractorAsync();
        await Site.EmployeeAsync();
        _receipt = await Site.SendAsync(new ContactMessage
        {
            Name = "Ada Zebrafinch",
            Email = "quokka@example.org",
            Telephone = "5550142867",
            ReplyBy = ReplyWay.Email,
            Message = "An Axolotl.",
        });
        await ReadNewAsync("acknowledgement", "new case");
        await Site.ReplyAsync(_receipt.Reference, "A Narwhal.");
        await ReadNewAsync("reply");
        await Site.ShareAsync(_receipt.Reference, sue);
        await ReadNewAsync("share");
        await Site.AskLostCodeAsync(_receipt.Reference, "quokka@example.org");
        _askedAt = Site.Clock.Now;
        await ReadNewAsync("code");
        await Site.CloseAsync(_receipt.Reference);
        _file = (await Site.FileOfAsync(_receipt.Reference, _receipt.Code))!;
        Site.Clock.MoveTo(_file.EraseAt!.Value.AddDays(-14));
        await Site.Erasure.WarnDueAsync(CancellationToken.None);
        await ReadNewAsync("erasure");
    }

    [Fact]
    public void No_mail_holds_what_was_sent_or_replied_or_who_sent_it()
    {
        Assert.Equal(6, _mails.Count);
        Assert.All(_mails.Values, mail => Assert.All(Markers, marker =>
        {
            Assert.DoesNotContain(marker, mail.Body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(mail.Headers, h => h.Name is not ("To" or "X-Receiver") && h.Value.Contains(marker, StringComparison.OrdinalIgnoreCase));
        }));
    }

    [Fact]
    public void The_code_of_the_receipt_is_in_no_mail_and_the_one_time_code_in_its_own_alone()
    {
        Assert.All(_mails.Values, mail => Assert.DoesNotContain(_receipt.Code.Show(), mail.Body, StringComparison.Ordinal));
        Assert.Equal(["code"], _mails.Where(m => OneTimeCodesIn(m.Value).Any()).Select(m => m.Key));
    }

    [Fact]
    public async Task The_one_time_code_works_as_it_stands_in_the_mail()
    {
        Site.Clock.MoveTo(_askedAt);
        Assert.True(ReceiptCode.TryRead(Assert.Single(OneTimeCodesIn(_mails["code"])), out var oneTime));

        var renewed = await Site.Get<CustomerFile>().ReplaceCodeAsync(
            _receipt.Reference, oneTime, Site.Tokens.Issue(FormKind.NewCode), CancellationToken.None);

        Assert.NotNull(await Site.FileOfAsync(_receipt.Reference, renewed!.Code));
    }

    [Fact]
    public void Every_mail_is_plain_text_in_short_lines_with_nothing_to_load()
    {
        Assert.All(_mails.Values, mail =>
        {
            Assert.StartsWith("text/plain", mail["Content-Type"], StringComparison.Ordinal);
            Assert.All(mail.Body.Split('\n'), line => Assert.InRange(line.Length, 0, 78));
            Assert.All(mail.Body.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
            Assert.DoesNotContain('<', mail.Body);
            // Every address in it is one of the site's own, and says nothing about who follows it.
            Assert.All(
                mail.Body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(w => w.Contains("://", StringComparison.Ordinal)),
                address => Assert.Matches(
                    "^https://(www[.]optimetra[.]example(/receipt(/new-code)?)?|desk[.]optimetra[.]example/staff/cases/OPT-[0-9A-Z-]+)$", address));
        });
    }

    [Fact]
    public void Every_mail_names_the_case_and_says_that_it_was_sent_automatically_and_why()
    {
        Assert.All(_mails.Values, mail =>
        {
            Assert.Contains(_receipt.Reference.ToString(), mail["Subject"], StringComparison.Ordinal);
            Assert.Contains(_receipt.Reference.ToString(), mail.Body, StringComparison.Ordinal);
            Assert.Contains("sent automatically", Flat(mail), StringComparison.Ordinal);
            Assert.Contains("because", Flat(mail), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Senders_are_sent_to_the_public_site_and_staff_to_the_desk()
    {
        foreach (var kind in new[] { "acknowledgement", "reply", "erasure" })
        {
            Assert.Contains("\n    https://www.optimetra.example/receipt\n", _mails[kind].Body, StringComparison.Ordinal);
        }

        Assert.Contains("\n    https://www.optimetra.example/receipt/new-code\n", _mails["code"].Body, StringComparison.Ordinal);
        foreach (var kind in new[] { "new case", "share" })
        {
            Assert.Contains($"\n    https://desk.optimetra.example/staff/cases/{_receipt.Reference}\n", _mails[kind].Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_days_are_those_of_the_envelope()
    {
        Assert.Contains($"on {Mails.Day(_receipt.ReceivedAt)} has arrived.", Flat(_mails["acknowledgement"]), StringComparison.Ordinal);
        Assert.Contains($"We will answer by {Mails.Day(_receipt.DueAt)}.", Flat(_mails["acknowledgement"]), StringComparison.Ordinal);
        Assert.Contains($"due by {Mails.Day(_receipt.DueAt)}.", Flat(_mails["new case"]), StringComparison.Ordinal);
        Assert.Contains($"until the end of {Mails.Day(MovableClock.Start)}.", Flat(_mails["share"]), StringComparison.Ordinal);
        Assert.Contains($"deleted on {Mails.Day(_file.EraseAt!.Value)}:", Flat(_mails["erasure"]), StringComparison.Ordinal);
        Assert.Contains("It works once, and for 30 minutes", Flat(_mails["code"]), StringComparison.Ordinal);
    }

    private static string Flat(ReadMail mail) => mail.Body.ReplaceLineEndings(" ");

    private static IEnumerable<string> OneTimeCodesIn(ReadMail mail) =>
        mail.Body.Split('\n').Select(l => l.Trim()).Where(l => !l.StartsWith("OPT", StringComparison.Ordinal) && ReceiptCode.TryRead(l, out _));

    private async Task ReadNewAsync(params string[] kinds)
    {
        var before = _mails.Count;
        await Site.DispatchAsync();
        // The administrator is an employee too, and gets the same as Emil.
        var fresh = Site.WrittenMails()
            .Where(m => m["To"] != "grace@optimetra.example" && !_mails.Values.Any(known => known["Message-ID"] == m["Message-ID"]))
            .OrderBy(m => m["To"].EndsWith("optimetra.example", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(kinds.Length, fresh.Count);
        foreach (var (kind, mail) in kinds.Zip(fresh))
        {
            _mails.Add(kind, mail);
        }
    }
}
