using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Mail;

/// <summary>A mail that has not gone yet, for administrators. It tells no address.</summary>
/// <param name="Member">The member of staff it goes to; null if it goes to the sender, or to every employee.</param>
/// <param name="ParkedAt">Since when it is not tried any more; null while it waits.</param>
public sealed record OutboxRow(
    Guid Id,
    MailKind Kind,
    CaseReference Reference,
    string? Member,
    DateTime CreatedAt,
    int Tries,
    DateTime NextTryAt,
    DateTime? ParkedAt,
    MailProblem? LastProblem);

/// <summary>The administrators' view of the outbox: what waits, what was put aside, and having it tried again.</summary>
public sealed class OutboxDesk
{
    public const int MaxListed = 200;

    private readonly ContextSource _contexts;
    private readonly WriteQueue _writes;
    private readonly Outbox _outbox;
    private readonly TimeProvider _clock;
    private readonly ILogger<OutboxDesk> _log;

    internal OutboxDesk(ContextSource contexts, WriteQueue writes, Outbox outbox, TimeProvider clock, ILogger<OutboxDesk> log)
    {
        _contexts = contexts;
        _writes = writes;
        _outbox = outbox;
        _clock = clock;
        _log = log;
    }

    /// <summary>What was put aside, and then what waits; the newest first.</summary>
    /// <exception cref="UnauthorizedAccessException">The reader is not an administrator.</exception>
    public async Task<IReadOnlyList<OutboxRow>> ListAsync(InternalReader administrator, CancellationToken cancellationToken)
    {
        RequireAdministrator(administrator);
        await using var context = _contexts.Create();
        var rows = await context.OutboxMails
            .OrderByDescending(m => m.ParkedAt != null).ThenByDescending(m => m.ParkedAt).ThenByDescending(m => m.Id)
            .Take(MaxListed)
            .Select(m => new
            {
                m.Id,
                m.Kind,
                Reference = context.Submissions.Where(s => s.Id == m.SubmissionId).Select(s => s.Reference).First(),
                Member = context.Users.Where(u => u.Id == m.MemberId).Select(u => u.Name).FirstOrDefault(),
                m.CreatedAt,
                m.Tries,
                m.NextTryAt,
                m.ParkedAt,
                m.LastProblem,
            })
            .ToListAsync(cancellationToken);

        return
        [
            .. rows.Select(r => new OutboxRow(
                r.Id, r.Kind, CaseReference.FromStored(r.Reference), r.Member, r.CreatedAt, r.Tries, r.NextTryAt, r.ParkedAt, r.LastProblem)),
        ];
    }

    /// <summary>Has a mail tried now, as if for the first time. False if it is not there any more: it was sent, or its case was erased.</summary>
    /// <exception cref="UnauthorizedAccessException">The reader is not an administrator.</exception>
    public async Task<bool> RetryAsync(InternalReader administrator, Guid mailId, CancellationToken cancellationToken)
    {
        RequireAdministrator(administrator);
        var found = await _writes.RunAsync(
            async unit =>
            {
                if (await unit.OutboxMails.SingleOrDefaultAsync(m => m.Id == mailId) is not { } mail)
                {
                    return false;
                }

                mail.Tries = 0;
                mail.ParkedAt = null;
                mail.NextTryAt = _clock.UtcNow();

                return true;
            },
            cancellationToken);
        if (found)
        {
            _outbox.Wake();
            _log.LogInformation("Mail {MailId} is tried again, by {AdministratorId}", mailId, administrator.MemberId);
        }

        return found;
    }

    private static void RequireAdministrator(InternalReader reader)
    {
        if (!reader.IsAdministrator)
        {
            throw new UnauthorizedAccessException("The outbox is for administrators.");
        }
    }
}
