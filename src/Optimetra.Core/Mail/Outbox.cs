using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Mail;

/// <summary>Takes mails in the unit of work of what they report, and wakes the dispatcher once that is stored.</summary>
internal sealed class Outbox(TimeProvider clock)
{
    private readonly AddressLimit _acknowledgements = new(clock);
    private readonly AddressLimit _oneTimeCodes = new(clock);

    private readonly Channel<bool> _waking = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>"It has arrived", unless so many of them went to this address lately that somebody may be using the form against it.</summary>
    public void Acknowledge(OptimetraDbContext unit, Submission submission, CaseCipher cipher, string? address)
    {
        if (address is not null && _acknowledgements.MayGoTo(address))
        {
            Add(unit, submission, MailKind.Acknowledgement, cipher, new MailLetter(address));
        }
    }

    /// <summary>A mail to the sender, if they gave an address.</summary>
    public void ToSender(OptimetraDbContext unit, Submission submission, MailKind kind, CaseCipher cipher, string? address)
    {
        if (address is not null)
        {
            Add(unit, submission, kind, cipher, new MailLetter(address));
        }
    }

    /// <summary>
    /// A one-time code to the sender; false, and nothing, if so many went to this address lately. It is not sent once it no longer works.
    /// </summary>
    public bool TryOneTimeCode(
        OptimetraDbContext unit, Submission submission, CaseCipher cipher, string address, ReceiptCode code, DateTime usefulUntil)
    {
        if (!_oneTimeCodes.MayGoTo(address))
        {
            return false;
        }

        Add(unit, submission, MailKind.OneTimeCode, cipher, new MailLetter(address, code.Show()), usefulUntil);

        return true;
    }

    /// <summary>What waits for a sender whose address changed goes to the new one; a one-time code goes nowhere.</summary>
    public static async Task ReaddressAsync(OptimetraDbContext unit, Guid submissionId, CaseCipher cipher, string address)
    {
        foreach (var mail in await unit.OutboxMails.Where(m => m.SubmissionId == submissionId && m.Letter != null).ToListAsync())
        {
            if (mail.Kind == MailKind.OneTimeCode)
            {
                unit.OutboxMails.Remove(mail);
            }
            else
            {
                mail.Letter = cipher.Close(new MailLetter(address).ToBytes(), SealedPlaces.Outbox(mail.Id));
            }
        }
    }

    public void NewCase(OptimetraDbContext unit, Submission submission) => unit.OutboxMails.Add(New(submission, MailKind.NewCase));

    public void CaseShared(OptimetraDbContext unit, Submission submission, Guid memberId) =>
        unit.OutboxMails.Add(New(submission, MailKind.CaseShared, memberId));

    /// <summary>Tells the dispatcher that something may be there to send. Called after the commit.</summary>
    public void Wake() => _waking.Writer.TryWrite(true);

    /// <summary>Waits until something may be there to send, or the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(atMost);
        try
        {
            await _waking.Reader.ReadAsync(over.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private void Add(
        OptimetraDbContext unit, Submission submission, MailKind kind, CaseCipher cipher, MailLetter letter, DateTime? usefulUntil = null)
    {
        var id = Guid.CreateVersion7(clock.UtcNow());
        unit.OutboxMails.Add(New(
            submission, kind, id: id, letter: cipher.Close(letter.ToBytes(), SealedPlaces.Outbox(id)), usefulUntil: usefulUntil));
    }

    private OutboxMail New(
        Submission submission, MailKind kind, Guid? memberId = null, Guid? id = null, byte[]? letter = null, DateTime? usefulUntil = null)
    {
        var now = clock.UtcNow();

        return new OutboxMail
        {
            Id = id ?? Guid.CreateVersion7(now),
            Kind = kind,
            SubmissionId = submission.Id,
            MemberId = memberId,
            Letter = letter,
            CreatedAt = now,
            UsefulUntil = usefulUntil,
            NextTryAt = now,
        };
    }
}
