using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence.Mappings;

internal sealed class CaseKeyMapping : IEntityTypeConfiguration<CaseKey>
{
    public void Configure(EntityTypeBuilder<CaseKey> builder)
    {
        builder.ToTable("CaseKeys");
        builder.HasKey(k => k.SubmissionId);
        builder.Property(k => k.SubmissionId).ValueGeneratedNever();
        builder.HasOne<Submission>().WithOne().HasForeignKey<CaseKey>(k => k.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}
