using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;

namespace Optimetra.Core.Submissions;

/// <summary>
/// For whoever lost the code of their receipt: a one-time code goes by mail to the address in the case, if that is the address they name.
/// Asking only puts the wish down; it is looked at afterwards, so that neither the answer nor its time tells whether there is such a
/// case.
/// </summary>
public sealed class LostCodes
{
    /// <summary>One-time codes that a case, or an address, gets within an hour; what is asked beyond is passed over.</summary>
    public const int AnHour = 3;

    private const int MaxWaiting = 500;

    private readonly Channel<(CaseReference Reference, string Email)> _asked =
        System.Threading.Channels.Channel.CreateBounded<(CaseReference, string)>(
            new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ContextSource _contexts;
    private readonly WriteQueue _writes;
    private readonly CaseContents _contents;
    private readonly KeyedHashes _hashes;
    private readonly Outbox _outbox;
    private readonly TimeProvider _clock;

    internal LostCodes(
        ContextSource contexts, WriteQueue writes, CaseContents contents, KeyedHashes hashes, Outbox outbox, TimeProvider clock)
    {
        _contexts = contexts;
        _writes = writes;
        _contents = contents;
        _hashes = hashes;
        _outbox = outbox;
        _clock = clock;
    }

    /// <summary>How long a one-time code works.</summary>
    public static TimeSpan Lifetime => OneTimeCode.Lifetime;

    /// <summary>Takes the wish. Nobody learns here what becomes of it.</summary>
    public void Ask(CaseReference reference, string email) => _asked.Writer.TryWrite((reference, email));

    /// <summary>Looks at what was asked, one after the other, until it is cancelled.</summary>
    internal async Task AnswerAllAsync(ILogger log, CancellationToken cancellationToken)
    {
        await foreach (var (reference, email) in _asked.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await AnswerAsync(reference, email, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // N.B. its kind alone: what was asked for is somebody's address.
                log.LogError("A lost code could not be looked at ({Exception}); whoever asked must ask again", e.GetType());
            }
        }
    }

    /// <summary>Sends a one-time code if reference and address fit, and returns whether it did.</summary>
    internal async Task<bool> AnswerAsync(CaseReference reference, string email, CancellationToken cancellationToken)
    {
        if (!await FitsAsync(reference, email, cancellationToken))
        {
            return false;
        }

        var sent = await _writes.RunAsync(
            async unit =>
            {
                var submission = await unit.Submissions.SingleAsync(s => s.Reference == reference.Letters, CancellationToken.None);
                var now = _clock.UtcNow();
                if (submission.State is CaseState.Erased
                    || await unit.OneTimeCodes.CountAsync(
                        c => c.SubmissionId == submission.Id && c.CreatedAt > now.AddHours(-1), CancellationToken.None) >= AnHour)
                {
                    return false;
                }

                // What no longer works need not be kept.
                await unit.OneTimeCodes.Where(c => c.SubmissionId == submission.Id && c.CreatedAt <= now.AddHours(-1))
                    .ExecuteDeleteAsync(CancellationToken.None);

                var (cipher, current) = await _contents.OpenCurrentAsync(unit, submission.Id);
                using (cipher)
                {
                    var code = new ReceiptCode(Crockford.Encode(RandomNumberGenerator.GetBytes(15), ReceiptCode.Characters));
                    var (hash, keyId) = _hashes.HashOneTimeCode(submission.Id, code);
                    // To the address as the case has it: not a letter of it comes from whoever asks.
                    if (!_outbox.TryOneTimeCode(unit, submission, cipher, current.Sender.Email!, code, now + OneTimeCode.Lifetime))
                    {
                        return false;
                    }

                    unit.OneTimeCodes.Add(new OneTimeCode
                    {
                        Id = Guid.CreateVersion7(now),
                        SubmissionId = submission.Id,
                        CodeHash = hash,
                        CodeKeyId = keyId,
                        CreatedAt = now,
                    });
                }

                return true;
            },
            cancellationToken);
        if (sent)
        {
            _outbox.Wake();
        }

        return sent;
    }

    private async Task<bool> FitsAsync(CaseReference reference, string email, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();
        var submission = await context.Submissions.AsNoTracking()
            .SingleOrDefaultAsync(s => s.Reference == reference.Letters, cancellationToken);
        if (submission is null or { State: CaseState.Erased })
        {
            return false;
        }

        var current = _contents.Open(await CaseContents.ReadAsync(context, submission.Id, cancellationToken)).Current;

        return current?.Sender.Email is { } known && CryptographicOperations.FixedTimeEquals(Folded(known), Folded(email));
    }

    /// <summary>People write their address in one letter case today and in another tomorrow.</summary>
    private static byte[] Folded(string email) => Encoding.UTF8.GetBytes(email.ToUpperInvariant());
}

/// <summary>Looks at what was asked of <see cref="LostCodes"/>, while the site runs.</summary>
internal sealed class LostCodeJob(LostCodes lostCodes, ILogger<LostCodeJob> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lostCodes.AnswerAllAsync(log, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The site stops; whoever asked just now asks again.
        }
    }
}
