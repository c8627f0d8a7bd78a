using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Retention;

/// <summary>
/// The list beside the database of every case that was erased, by its id: an older database that is put in its place must not bring
/// anybody back. One id a line, with the time and by whom.
/// </summary>
internal sealed class ErasedCases(string file, MailFolder mailFolder) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Adds a case, on the disk before this returns. Called after the erasure is stored.</summary>
    public async Task AddAsync(IEnumerable<(Guid SubmissionId, DateTime ErasedAt, ErasedBy By)> cases)
    {
        var lines = string.Concat(cases.Select(c => string.Create(
            CultureInfo.InvariantCulture, $"{c.SubmissionId:D} {c.ErasedAt:O} {c.By}\n")));
        if (lines.Length == 0)
        {
            return;
        }

        await _writing.WaitAsync();
        try
        {
            PrivateFiles.Append(file, lines);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    /// <summary>The cases on the list. A line that was cut off when the machine went down is passed over.</summary>
    public IReadOnlyDictionary<Guid, (DateTime ErasedAt, ErasedBy By)> Read()
    {
        var cases = new Dictionary<Guid, (DateTime, ErasedBy)>();
        foreach (var line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            if (line.Split(' ') is [var id, var at, var by]
                && Guid.TryParseExact(id, "D", out var submissionId)
                && DateTime.TryParseExact(at, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var erasedAt)
                && Enum.TryParse<ErasedBy>(by, out var erasedBy))
            {
                cases[submissionId] = (erasedAt, erasedBy);
            }
        }

        return cases;
    }

    /// <summary>
    /// Adds what is erased in the database and not on the list: the process ended between the two, and so before it deleted the mails.
    /// </summary>
    public async Task AddMissingAsync(OptimetraDbContext context, CancellationToken cancellationToken)
    {
        var known = Read();
        var erased = await context.Submissions.AsNoTracking()
            .Where(s => s.ErasedAt != null)
            .Select(s => new { s.Id, s.ErasedAt, s.ErasedBy })
            .ToListAsync(cancellationToken);
        var missing = erased.Where(s => !known.ContainsKey(s.Id)).ToList();

        missing.ForEach(s => mailFolder.Erase(s.Id));
        await AddAsync(missing.Select(s => (s.Id, s.ErasedAt!.Value, s.ErasedBy!.Value)));
    }
}
