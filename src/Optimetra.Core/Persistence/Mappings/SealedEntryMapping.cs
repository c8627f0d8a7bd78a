using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence.Mappings;

internal sealed class SealedEntryMapping : IEntityTypeConfiguration<SealedEntry>
{
    public void Configure(EntityTypeBuilder<SealedEntry> builder)
    {
        builder.ToTable("SealedEntries");
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.HasIndex(e => e.SubmissionId);
        builder.HasOne<Submission>().WithMany().HasForeignKey(e => e.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}
