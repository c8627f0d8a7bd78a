using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Ledger;
using Optimetra.Core.Persistence;
using Optimetra.Core.Privacy;

namespace Optimetra.Core.Submissions;

/// <summary>What the holder of a receipt sees of their case.</summary>
/// <param name="Ledger">Everything that was done with the case, with roles and without names.</param>
/// <param name="EraseAt">When the content will be erased; null while the case is open, and once it is erased.</param>
public sealed record CustomerFileView(
    CaseReference Reference,
    Channel Channel,
    CaseState State,
    PolicyVersion PolicyVersion,
    DateTime ReceivedAt,
    DateTime DueAt,
    DateTime? AnsweredAt,
    DateTime? ClosedAt,
    DateTime? ErasedAt,
    DateTime? EraseAt,
    int DaysKept,
    IReadOnlyList<LedgerLine> Ledger,
    LedgerHead Head);

/// <summary>
/// The newest entry of a case's ledger, as a witness: who holds it can later show that an entry after the first was changed, or that the
/// end was cut off. The hash is HMAC-SHA256, in hexadecimal digits.
/// </summary>
public sealed record LedgerHead(int Sequence, string Hash);

/// <summary>Opens a case for whoever holds both halves of its receipt.</summary>
public sealed class CustomerFile
{
    private readonly ContextSource _contexts;
    private readonly KeyedHashes _hashes;
    private readonly ReceiptCode _nobodysCode = new(Crockford.Encode(RandomNumberGenerator.GetBytes(15), ReceiptCode.Characters));
    private readonly (byte[] Hash, uint KeyId) _nobodysHash;

    internal CustomerFile(ContextSource contexts, KeyedHashes hashes)
    {
        _contexts = contexts;
        _hashes = hashes;
        _nobodysHash = hashes.HashCode(_nobodysCode);
    }

    /// <summary>
    /// The file, or null if reference and code do not fit. A reference that does not exist takes the same steps as a wrong code, so
    /// neither the answer nor its time tells which it was.
    /// </summary>
    public async Task<CustomerFileView?> OpenAsync(CaseReference reference, ReceiptCode code, CancellationToken cancellationToken)
    {
        await using var context = _contexts.Create();
        var submission = await context.Submissions.AsNoTracking()
            .SingleOrDefaultAsync(s => s.Reference == reference.Letters, cancellationToken);

        var (hash, keyId) = submission is null ? _nobodysHash : (submission.CodeHash, submission.CodeKeyId);
        var fits = _hashes.IsCode(code, hash, keyId);

        if (!fits || submission is null)
        {
            return null;
        }

        var ledger = await context.LedgerEntries.AsNoTracking()
            .Where(e => e.SubmissionId == submission.Id).OrderBy(e => e.Sequence).ToListAsync(cancellationToken);

        return View(submission, ledger);
    }

    private static CustomerFileView View(Submission submission, List<LedgerEntry> ledger) => new(
        submission.CaseReference,
        submission.Channel,
        submission.State,
        submission.PolicyVersion,
        submission.ReceivedAt,
        submission.DueAt,
        submission.AnsweredAt,
        submission.ClosedAt,
        submission.ErasedAt,
        submission.EraseAt,
        submission.DaysKept,
        [.. ledger.Select(e => LedgerLine.From(e, _ => null))],
        new LedgerHead(ledger[^1].Sequence, Convert.ToHexStringLower(ledger[^1].Hash)));
}
