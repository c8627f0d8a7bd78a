using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence.Mappings;

internal sealed class SealedContentMapping : IEntityTypeConfiguration<SealedContent>
{
    public void Configure(EntityTypeBuilder<SealedContent> builder)
    {
        builder.ToTable("SealedContents");
        builder.HasKey(c => new { c.SubmissionId, c.Version });
        builder.HasOne<Submission>().WithMany().HasForeignKey(c => c.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}
