using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Mail;

/// <summary>
/// Sends what waits in the outbox, each mail at least once: its row goes only after the mail has gone. What cannot be sent is tried again
/// later and later, and in the end put aside. It reads beside the write queue and sends outside of it, so a slow mail server holds up
/// nobody.
/// </summary>
internal sealed class MailDispatcher(
    ContextSource contexts,
    WriteQueue writes,
    CaseContents contents,
    Outbox outbox,
    MailTexts texts,
    MailTransport transport,
    MailFolder folder,
    MailSite site,
    IOptions<MailOptions> options,
    TimeProvider clock,
    ILogger<MailDispatcher> log) : BackgroundService
{
    private const int BatchSize = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(24);

    /// <summary>How long to wait after the first failure, the second, and so on; then twice as long each time.</summary>
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4),
    ];

    /// <summary>Sends what is due now, and returns how many mails went out.</summary>
    public async Task<int> DispatchDueAsync(CancellationToken cancellationToken)
    {
        await ForEachDueAsync(m => m.Kind == MailKind.NewCase && m.MemberId == null, ExpandAsync, cancellationToken);
        var sent = 0;
        await ForEachDueAsync(
            m => m.Kind != MailKind.NewCase || m.MemberId != null,
            async id =>
            {
                var outcome = await TrySendAsync(id, cancellationToken);
                sent += outcome == Outcome.Sent ? 1 : 0;

                return outcome != Outcome.NobodyCanBeReached;
            },
            cancellationToken);

        return sent;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!transport.HasServer && !site.IsForTryingOut)
        {
            log.LogWarning(
                "No mail server is set ({Setting}): mails are written to {Folder} with their addresses in clear, which is for trying out",
                $"{MailOptions.Section}:{nameof(MailOptions.Host)}",
                folder.Path);
        }

        try
        {
            while (true)
            {
                await RunAsync(stoppingToken);
                await outbox.WaitAsync(Interval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The site stops; what waits is sent after the next start.
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await DispatchDueAsync(stoppingToken);
        }
        catch (Exception e) when (StorageUnavailableException.Explains(e))
        {
            log.LogError(e, "The outbox could not be read or written; it is looked at again soon");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // N.B. its kind alone: a message from anywhere could hold an address. The mails wait, and the site goes on.
            log.LogError("The outbox could not be worked through: {Exception}", e.GetType());
        }
    }

    /// <summary>Acts on each due mail once, in the order in which they were put there, until the act says that it is no use.</summary>
    private async Task ForEachDueAsync(
        System.Linq.Expressions.Expression<Func<OutboxMail, bool>> which, Func<Guid, Task<bool>> act, CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        while (await FindAsync() is { Count: > 0 } ids)
        {
            foreach (var id in ids)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!await act(id))
                {
                    return;
                }
            }

            last = ids[^1];
        }

        async Task<List<Guid>> FindAsync()
        {
            var now = clock.UtcNow();
            await using var context = contexts.Create();

            return await context.OutboxMails
                .Where(m => m.ParkedAt == null && m.NextTryAt <= now && m.Id > last)
                .Where(which)
                .OrderBy(m => m.Id)
                .Take(BatchSize)
                .Select(m => m.Id)
                .ToListAsync(cancellationToken);
        }
    }

    /// <summary>Makes a mail to every employee a mail to each: whoever is one when it is sent, and each with tries of their own.</summary>
    private Task<bool> ExpandAsync(Guid mailId) => writes.RunAsync(
        async unit =>
        {
            if (await unit.OutboxMails.SingleOrDefaultAsync(m => m.Id == mailId) is not { } mail)
            {
                return true;
            }

            unit.OutboxMails.Remove(mail);
            var now = clock.UtcNow();
            var employees = await unit.Users
                .Where(m => m.DeactivatedAt == null && m.Role == StaffRole.Employee)
                .Select(m => m.Id)
                .ToListAsync();
            unit.OutboxMails.AddRange(employees.Select(member => new OutboxMail
            {
                Id = Guid.CreateVersion7(now),
                Kind = mail.Kind,
                SubmissionId = mail.SubmissionId,
                MemberId = member,
                CreatedAt = mail.CreatedAt,
                UsefulUntil = mail.UsefulUntil,
                NextTryAt = now,
            }));

            return true;
        },
        CancellationToken.None);

    private async Task<Outcome> TrySendAsync(Guid mailId, CancellationToken cancellationToken)
    {
        // Read only now: what was erased, ended or taken back since it was found must not be sent.
        var (mail, letter, problem) = await MakeUpAsync(mailId, cancellationToken);
        if (mail is null)
        {
            return Outcome.Dropped;
        }

        if (letter is null && problem is null)
        {
            await RemoveAsync(mail);
            log.LogInformation("Mail {MailId} ({Kind}) was dropped: it is of no use any more", mail.Id, mail.Kind);

            return Outcome.Dropped;
        }

        if (letter is { } made)
        {
            problem = await SendAsync(mail, made.Address, made.Text, cancellationToken);
        }

        if (problem is { } what)
        {
            await RecordFailureAsync(mail, what);

            return what is MailProblem.Refused or MailProblem.NotReadable ? Outcome.NotSent : Outcome.NobodyCanBeReached;
        }

        await RemoveAsync(mail);
        log.LogInformation("Mail {MailId} ({Kind}) was sent", mail.Id, mail.Kind);

        return Outcome.Sent;
    }

    private async Task<MailProblem?> SendAsync(OutboxMail mail, string address, MailText text, CancellationToken cancellationToken)
    {
        try
        {
            return await transport.SendAsync(mail, address, text, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // N.B. its kind alone: its message could hold the address.
            log.LogError("Mail {MailId} ({Kind}) met an unexpected {Exception}", mail.Id, mail.Kind, e.GetType());

            return MailProblem.Refused;
        }
    }

    /// <summary>The mail's row, if it still waits, with address and text; without them if it is of no use any more or cannot be made up.</summary>
    private async Task<(OutboxMail? Mail, (string Address, MailText Text)? Letter, MailProblem? Problem)> MakeUpAsync(
        Guid mailId, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create();
        var found = await context.OutboxMails.AsNoTracking()
            .Where(m => m.Id == mailId && m.ParkedAt == null)
            .Join(context.Submissions.AsNoTracking(), m => m.SubmissionId, s => s.Id, (mail, submission) => new { mail, submission })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return (null, null, null);
        }

        var (mail, submission) = (found.mail, found.submission);
        if (mail.UsefulUntil <= clock.UtcNow() || !IsStillTrue(mail.Kind, submission))
        {
            return (mail, null, null);
        }

        try
        {
            return (mail, await AddressAsync(context, mail, submission, cancellationToken), null);
        }
        catch (Exception e) when (e is CryptographicException or JsonException or InvalidOperationException)
        {
            log.LogError("Mail {MailId} ({Kind}) cannot be read: {Exception}", mail.Id, mail.Kind, e.GetType());

            return (mail, null, MailProblem.NotReadable);
        }
    }

    private async Task<(string Address, MailText Text)?> AddressAsync(
        OptimetraDbContext context, OutboxMail mail, Submission submission, CancellationToken cancellationToken)
    {
        if (mail.MemberId is null)
        {
            using var cipher = await contents.OpenCipherAsync(context, submission.Id);
            var letter = MailLetter.FromBytes(cipher.Open(mail.Letter, SealedPlaces.Outbox(mail.Id)));

            return (letter.Address, texts.Write(mail.Kind, submission, letter.Code));
        }

        var member = await context.Users.AsNoTracking().SingleAsync(m => m.Id == mail.MemberId, cancellationToken);
        if (!member.IsActive)
        {
            return null;
        }

        if (mail.Kind == MailKind.NewCase)
        {
            return (member.Email!, texts.Write(mail.Kind, submission));
        }

        var now = clock.UtcNow();
        var share = await context.CaseShares.AsNoTracking().SingleOrDefaultAsync(
            s => s.SubmissionId == submission.Id && s.MemberId == member.Id && s.EndedAt == null && s.Until > now, cancellationToken);

        return share is null ? null : (member.Email!, texts.Write(mail.Kind, submission, sharedUntil: share.Until));
    }

    /// <summary>Whether what the mail says still holds: it may have waited for long.</summary>
    private static bool IsStillTrue(MailKind kind, Submission submission) => kind switch
    {
        // Nobody hears of what went to the spam tray meanwhile: the address in it is likely a stranger's.
        MailKind.Acknowledgement => submission.State is not CaseState.Spam,
        MailKind.ReplyWaiting or MailKind.OneTimeCode => true,
        // Held, or the time until the erasure began anew.
        MailKind.ErasureComing => submission.EraseAt is not null && submission.WarnedAt is not null,
        MailKind.NewCase => submission.IsOpen,
        MailKind.CaseShared => submission.IsReadable,
    };

    /// <summary>Takes the row out of the outbox, and the sealed address with it.</summary>
    private async Task RemoveAsync(OutboxMail mail)
    {
        // Not to be cancelled: the mail has gone, and would go again.
        var removed = await writes.RunAsync(unit => unit.OutboxMails.Where(m => m.Id == mail.Id).ExecuteDeleteAsync(), CancellationToken.None);
        if (removed == 0)
        {
            // Its case was erased while it was being sent: what was just written to the folder goes too.
            folder.Erase(mail.SubmissionId);
        }
    }

    private async Task RecordFailureAsync(OutboxMail sent, MailProblem problem)
    {
        var mail = await writes.RunAsync(
            async unit =>
            {
                if (await unit.OutboxMails.SingleOrDefaultAsync(m => m.Id == sent.Id) is not { } mail)
                {
                    return null;
                }

                var now = clock.UtcNow();
                mail.Tries++;
                mail.LastProblem = problem;
                mail.NextTryAt = now + DelayAfter(mail.Tries);
                mail.ParkedAt = mail.Tries >= options.Value.MaxTries ? now : null;

                return mail;
            },
            CancellationToken.None);
        switch (mail)
        {
            case { ParkedAt: not null }:
                log.LogError(
                    "Mail {MailId} ({Kind}) was put aside after {Tries} tries: {Problem}. An administrator can have it tried again at the desk",
                    mail.Id, mail.Kind, mail.Tries, problem);
                break;

            case not null:
                log.LogWarning(
                    "Mail {MailId} ({Kind}) was not sent: {Problem}. Try {Tries}, the next one at {NextTryAt:u}",
                    mail.Id, mail.Kind, problem, mail.Tries, mail.NextTryAt);
                break;
        }
    }

    private static TimeSpan DelayAfter(int tries)
    {
        if (tries <= Delays.Length)
        {
            return Delays[tries - 1];
        }

        // No shift beyond what is needed to pass the longest: MaxTries allows many.
        var doubled = Delays[^1] * (1L << Math.Min(tries - Delays.Length, 8));

        return doubled < LongestDelay ? doubled : LongestDelay;
    }

    private enum Outcome
    {
        Sent,

        Dropped,

        /// <summary>This one mail was not; the next may be.</summary>
        NotSent,

        /// <summary>The server or the folder is at fault: the others wait for the next run, instead of each for its own time-out.</summary>
        NobodyCanBeReached,
    }
}
