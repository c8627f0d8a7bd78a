using System.Text;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <summary>What the sender filled in, as it was from a time on.</summary>
public sealed record ContentVersion
{
    internal ContentVersion(int number, DateTime writtenAt, SenderDetails sender, IReadOnlyList<Answer> answers)
    {
        Number = number;
        WrittenAt = writtenAt;
        Sender = sender;
        Answers = answers;
    }

    /// <summary>1 as it was sent; each correction is one more.</summary>
    public int Number { get; }

    public DateTime WrittenAt { get; }

    public SenderDetails Sender { get; }

    public IReadOnlyList<Answer> Answers { get; }
}

/// <summary>Something that either side wrote about a case later.</summary>
public sealed record ThreadEntry
{
    internal ThreadEntry(EntryKind kind, string? writtenBy, StaffRole? role, DateTime writtenAt, string text)
    {
        Kind = kind;
        WrittenBy = writtenBy;
        Role = role;
        WrittenAt = writtenAt;
        Text = text;
    }

    public EntryKind Kind { get; }

    /// <summary>The member of staff, where names are shown; null for the sender.</summary>
    public string? WrittenBy { get; }

    /// <summary>The member's role when they wrote it; null for the sender.</summary>
    public StaffRole? Role { get; }

    public DateTime WrittenAt { get; }

    public string Text { get; }
}

/// <summary>The sealed rows of one case, as they were read in one transaction.</summary>
internal sealed record SealedCase(CaseKey? Key, IReadOnlyList<SealedContent> Contents, IReadOnlyList<SealedEntry> Entries)
{
    public static readonly SealedCase None = new(null, [], []);
}

/// <summary>What the sealed rows hold. Both lists are empty once the case is erased.</summary>
internal sealed record UnsealedCase(IReadOnlyList<ContentVersion> Versions, IReadOnlyList<(SealedEntry Row, string Text)> Entries)
{
    public ContentVersion? Current => Versions.Count > 0 ? Versions[^1] : null;

    /// <summary>The newest reason for a hold, whether the case is held now or not.</summary>
    public string? HoldReason => Entries.LastOrDefault(e => e.Row.Kind == EntryKind.HoldReason).Text;

    /// <summary>The thread in the order in which it was written.</summary>
    /// <param name="nameOf">Who a member is, or null where names are not shown.</param>
    public IReadOnlyList<ThreadEntry> Thread(Func<Guid?, string?> nameOf) =>
        [.. Entries.Select(e => new ThreadEntry(e.Row.Kind, nameOf(e.Row.WrittenBy), e.Row.Role, e.Row.WrittenAt, e.Text))];
}

/// <summary>Reads and opens what is sealed of a case. Who may ask is settled by those who call it.</summary>
internal sealed class CaseContents(Seal seal)
{
    /// <summary>How often what was sent can be corrected, and how many entries either side can write: no list of a case is without end.</summary>
    public const int MaxVersions = 50;

    public const int MaxEntries = 500;

    public static async Task<SealedCase> ReadAsync(OptimetraDbContext context, Guid submissionId, CancellationToken cancellationToken = default) =>
        new(
            await context.CaseKeys.AsNoTracking().SingleOrDefaultAsync(k => k.SubmissionId == submissionId, cancellationToken),
            await context.SealedContents.AsNoTracking()
                .Where(c => c.SubmissionId == submissionId).OrderBy(c => c.Version).ToListAsync(cancellationToken),
            await context.SealedEntries.AsNoTracking()
                .Where(e => e.SubmissionId == submissionId).OrderBy(e => e.Number).ToListAsync(cancellationToken));

    public UnsealedCase Open(SealedCase rows)
    {
        if (rows.Key is null)
        {
            return new UnsealedCase([], []);
        }

        using var cipher = seal.Open(rows.Key);

        return new UnsealedCase([.. rows.Contents.Select(c => Open(cipher, c))], [.. rows.Entries.Select(e => (e, TextOf(cipher, e)))]);
    }

    /// <summary>What the sender filled in, as it stands now; the case must not be erased.</summary>
    public async Task<(CaseCipher Cipher, ContentVersion Current)> OpenCurrentAsync(OptimetraDbContext context, Guid submissionId)
    {
        var cipher = await OpenCipherAsync(context, submissionId);
        try
        {
            var newest = await context.SealedContents.AsNoTracking()
                .Where(c => c.SubmissionId == submissionId).OrderByDescending(c => c.Version).FirstAsync();

            return (cipher, Open(cipher, newest));
        }
        catch
        {
            cipher.Dispose();
            throw;
        }
    }

    public async Task<CaseCipher> OpenCipherAsync(OptimetraDbContext context, Guid submissionId) =>
        seal.Open(await context.CaseKeys.AsNoTracking().SingleAsync(k => k.SubmissionId == submissionId));

    public static string TextOf(CaseCipher cipher, SealedEntry entry) =>
        Encoding.UTF8.GetString(cipher.Open(entry.Content, SealedPlaces.Entry(entry.Id, entry.Kind)));

    public static SealedEntry Close(
        CaseCipher cipher, Guid entryId, Guid submissionId, int number, EntryKind kind, InternalReader? writtenBy, DateTime now, string text) => new()
        {
            Id = entryId,
            SubmissionId = submissionId,
            Number = number,
            Kind = kind,
            WrittenBy = writtenBy?.MemberId,
            Role = writtenBy?.Role,
            WrittenAt = now,
            Content = cipher.Close(Encoding.UTF8.GetBytes(text), SealedPlaces.Entry(entryId, kind)),
        };

    private static ContentVersion Open(CaseCipher cipher, SealedContent row)
    {
        var content = SubmissionContent.FromBytes(cipher.Open(row.Content, SealedPlaces.Content(row.SubmissionId, row.Version)));

        return new ContentVersion(row.Version, row.WrittenAt, content.Sender, content.Answers);
    }
}
