using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence.Mappings;

internal sealed class SealedNoteMapping : IEntityTypeConfiguration<SealedNote>
{
    public void Configure(EntityTypeBuilder<SealedNote> builder)
    {
        builder.ToTable("SealedNotes");
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.HasIndex(n => n.SubmissionId);
        builder.HasOne<Submission>().WithMany().HasForeignKey(n => n.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}
