using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Privacy;

namespace Optimetra.Core.Submissions;

/// <summary>Receives what people send, whatever the form: one post, one sealed case, one receipt.</summary>
public sealed class SubmissionService
{
    private const int SqliteConstraint = 19;
    private const int MaxAttempts = 3;

    private readonly WriteQueue _writes;
    private readonly Seal _seal;
    private readonly KeyedHashes _hashes;
    private readonly FormTokens _tokens;
    private readonly AccessLedger _ledger;
    private readonly Outbox _outbox;
    private readonly PrivacyPolicies _policies;
    private readonly ChannelPromises _promises;
    private readonly IOptionsMonitor<RobotOptions> _robots;
    private readonly TimeProvider _clock;
    private readonly ILogger<SubmissionService> _log;

    internal SubmissionService(
        WriteQueue writes,
        Seal seal,
        KeyedHashes hashes,
        FormTokens tokens,
        AccessLedger ledger,
        Outbox outbox,
        PrivacyPolicies policies,
        ChannelPromises promises,
        IOptionsMonitor<RobotOptions> robots,
        TimeProvider clock,
        ILogger<SubmissionService> log)
    {
        _writes = writes;
        _seal = seal;
        _hashes = hashes;
        _tokens = tokens;
        _ledger = ledger;
        _outbox = outbox;
        _policies = policies;
        _promises = promises;
        _robots = robots;
        _clock = clock;
        _log = log;
    }

    /// <exception cref="ArgumentException">The message breaks a rule of <see cref="ContactMessage"/>.</exception>
    /// <exception cref="StorageUnavailableException">It could not be stored; nothing was kept.</exception>
    public Task<Receiving> ReceiveAsync(ContactMessage message, FormToken token, CancellationToken cancellationToken) =>
        ReceiveFormAsync(message, token, cancellationToken);

    /// <exception cref="ArgumentException">The request breaks a rule of <see cref="InformationRequest"/>.</exception>
    /// <exception cref="StorageUnavailableException">It could not be stored; nothing was kept.</exception>
    public Task<Receiving> ReceiveAsync(InformationRequest request, FormToken token, CancellationToken cancellationToken) =>
        ReceiveFormAsync(request, token, cancellationToken);

    private async Task<Receiving> ReceiveFormAsync(ISubmittedForm form, FormToken token, CancellationToken cancellationToken)
    {
        var content = form.ToContent();
        var bytes = content.ToBytes();
        if (_tokens.Read(token) is not { } read || read.Form != form.Form || _policies.Find(read.Policy) is null)
        {
            return new Receiving.StaleForm();
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var receiving = await _writes.RunAsync(unit => StoreAsync(unit, form, content, bytes, read), cancellationToken);
                _outbox.Wake();

                return receiving;
            }
            catch (DbUpdateException e) when (attempt < MaxAttempts && e.InnerException is SqliteException { SqliteErrorCode: SqliteConstraint })
            {
                // Two references alike, once in a million millions: the next one differs.
                _log.LogInformation("A new case's reference was taken; another is drawn");
            }
        }
    }

    private async Task<Receiving> StoreAsync(
        OptimetraDbContext unit, ISubmittedForm form, SubmissionContent content, byte[] bytes, FormTokenContent token)
    {
        // Asked before the token's age: a post that was stored is told so, however late it comes again.
        if (await FindEarlierAsync(unit, bytes, token) is { } earlier)
        {
            return earlier;
        }

        var now = _clock.UtcNow();
        if (FormTokens.IsTooOld(token, now))
        {
            return new Receiving.StaleForm();
        }

        var code = _hashes.DeriveCode(token.Id);
        var submission = Submission.Receive(form.Channel, token.Policy, _promises.For(form.Channel), now);
        var (codeHash, codeKeyId) = _hashes.HashCode(submission.Id, code);
        submission.SetCode(codeHash, codeKeyId);
        if (LooksLikeSpam(form, token, now) is { } reason)
        {
            submission.MoveToSpam(reason, now);
        }

        var (key, cipher) = _seal.NewCase(submission.Id);
        using (cipher)
        {
            unit.Submissions.Add(submission);
            unit.CaseKeys.Add(key);
            unit.SealedContents.Add(new SealedContent
            {
                SubmissionId = submission.Id,
                Version = 1,
                WrittenAt = now,
                Content = cipher.Close(bytes, SealedPlaces.Content(submission.Id, version: 1)),
            });
            if (submission.IsOpen)
            {
                // N.B. nobody hears of what looks like spam: the address in it is likely a stranger's.
                _outbox.Acknowledge(unit, submission, cipher, content.Sender.Email);
                _outbox.NewCase(unit, submission);
            }
        }

        unit.FormTokenUses.Add(new FormTokenUse
        {
            TokenId = token.Id,
            SubmissionId = submission.Id,
            ContentHash = _hashes.HashContent(token.Id, bytes, codeKeyId),
            ContentKeyId = codeKeyId,
        });
        _ledger.WriteReceived(unit, submission);

        return new Receiving.Accepted(new Receipt(submission, code));
    }

    private async Task<Receiving?> FindEarlierAsync(OptimetraDbContext unit, byte[] content, FormTokenContent token)
    {
        var found = await unit.FormTokenUses.AsNoTracking()
            .Where(u => u.TokenId == token.Id)
            .Join(unit.Submissions, u => u.SubmissionId, s => s.Id, (use, submission) => new { use.ContentHash, use.ContentKeyId, submission })
            .SingleOrDefaultAsync();
        if (found is null)
        {
            return null;
        }

        if (found.ContentHash is null)
        {
            return new Receiving.AcceptedBefore(found.submission.CaseReference);
        }

        if (!_hashes.HashContent(token.Id, content, found.ContentKeyId).AsSpan().SequenceEqual(found.ContentHash))
        {
            return new Receiving.UsedForOtherContent();
        }

        return !FormTokens.IsTooOld(token, _clock.UtcNow())
            && _hashes.FindCode(token.Id, found.submission) is { } code
            ? new Receiving.Accepted(new Receipt(found.submission, code))
            : new Receiving.AcceptedBefore(found.submission.CaseReference);
    }

    private SpamReason? LooksLikeSpam(ISubmittedForm form, FormTokenContent token, DateTime now)
    {
        if (!string.IsNullOrWhiteSpace(form.Trap))
        {
            return SpamReason.Trap;
        }

        return now - token.IssuedAt < TimeSpan.FromSeconds(_robots.CurrentValue.MinimumSeconds) ? SpamReason.TooFast : null;
    }
}
