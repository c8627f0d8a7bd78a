using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence.Mappings;

internal sealed class SealedContentMapping : IEntityTypeConfiguration<SealedContent>
{
    public void Configure(EntityTypeBuilder<SealedContent> builder)
    {
        builder.ToTable("SealedContents");
        builder.HasKey(c => c.SubmissionId);
        builder.Property(c => c.SubmissionId).ValueGeneratedNever();
        builder.HasOne<Submission>().WithOne().HasForeignKey<SealedContent>(c => c.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}
