using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Optimetra.Core.Ledger;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence.Mappings;

/// <summary>
/// N.B. a migration that rebuilds this table on SQLite drops its triggers without a word and must make them again: see
/// <see cref="LedgerTriggers"/>. The site does not start without them.
/// </summary>
internal sealed class LedgerEntryMapping : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        builder.ToTable("LedgerEntries");
        builder.HasKey(e => new { e.SubmissionId, e.Sequence });
        builder.HasOne<Submission>().WithMany().HasForeignKey(e => e.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}
