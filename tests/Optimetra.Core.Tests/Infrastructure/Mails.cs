using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>A mail as a mail program would read it.</summary>
public sealed record ReadMail(IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    public string this[string name] =>
        Assert.Single(Headers, h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Headers with their continuations, then an empty line, then the text (RFC 5322); our mails are in ASCII as they are.</summary>
    public static ReadMail Parse(string text)
    {
        var halves = text.ReplaceLineEndings("\n").Split("\n\n", 2);
        var lines = halves[0].Replace("\n ", " ", StringComparison.Ordinal).Split('\n');

        return new ReadMail([.. lines.Select(l => l.Split(": ", 2)).Select(h => (h[0], h[1]))], halves[1].TrimEnd('\n') + "\n");
    }
}

/// <summary>A row of the outbox as the database has it.</summary>
public sealed record OutboxState(Guid Id, MailKind Kind, int Tries, MailProblem? LastProblem, DateTime NextTryAt, bool IsParked, bool GoesToMember);

public static class Mails
{
    public static readonly MailSite Site = new(
        "Optimetra", "https://www.optimetra.example", "https://desk.optimetra.example", "office@optimetra.example", IsForTryingOut: true);

    public static string MailFolder(this CoreSite site) => Path.Combine(site.DataDirectory, "mail");

    public static Task<int> DispatchAsync(this CoreSite site) => site.Get<MailDispatcher>().DispatchDueAsync(CancellationToken.None);

    /// <summary>What lies in the folder for mail, by the address it goes to.</summary>
    public static IReadOnlyList<ReadMail> WrittenMails(this CoreSite site) => Directory.Exists(site.MailFolder())
        ? [.. Directory.EnumerateFiles(site.MailFolder()).Select(file => ReadMail.Parse(File.ReadAllText(file))).OrderBy(m => m["To"], StringComparer.Ordinal)]
        : [];

    /// <summary>From now on no mail can be written; until <see cref="AllowMails"/>.</summary>
    public static void RefuseMails(this CoreSite site) => File.WriteAllText(site.MailFolder(), "A file where a folder belongs.");

    public static void AllowMails(this CoreSite site) => File.Delete(site.MailFolder());

    public static async Task<IReadOnlyList<OutboxState>> OutboxAsync(this CoreSite site)
    {
        await using var context = site.Get<ContextSource>().Create();

        return await context.OutboxMails.OrderBy(m => m.Id)
            .Select(m => new OutboxState(m.Id, m.Kind, m.Tries, m.LastProblem, m.NextTryAt, m.ParkedAt != null, m.MemberId != null))
            .ToListAsync();
    }

    public static async Task ReplyAsync(this CoreSite site, CaseReference reference, string text = "Yes, we do.") => Assert.Equal(
        DeskOutcome.Done,
        await site.Desk.ReplyAsync(await site.EmployeeAsync(), reference, text, site.Tokens.Issue(FormKind.Reply), CancellationToken.None));

    public static async Task EraseAsync(this CoreSite site, CaseReference reference) => Assert.Equal(
        DeskOutcome.Done, await site.Desk.EraseAsync(await site.AdministratorAsync(), reference, CancellationToken.None));

    public static async Task AskLostCodeAsync(this CoreSite site, CaseReference reference, string email = "ada@example.org") =>
        Assert.True(await site.Get<LostCodes>().AnswerAsync(reference, email, CancellationToken.None));

    /// <summary>Puts a mail of any address into the outbox, past every check of the forms.</summary>
    public static Task PutIntoOutboxAsync(this CoreSite site, CaseReference reference, string address) => site.Writes.RunAsync(
        async unit =>
        {
            var submission = await unit.Submissions.SingleAsync(s => s.Reference == reference.Letters);
            using var cipher = await site.Get<CaseContents>().OpenCipherAsync(unit, submission.Id);
            site.Get<Outbox>().ToSender(unit, submission, MailKind.ReplyWaiting, cipher, address);

            return true;
        },
        CancellationToken.None);

    public static string Day(DateTime day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
