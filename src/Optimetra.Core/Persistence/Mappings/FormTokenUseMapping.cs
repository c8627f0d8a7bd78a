using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence.Mappings;

internal sealed class FormTokenUseMapping : IEntityTypeConfiguration<FormTokenUse>
{
    public void Configure(EntityTypeBuilder<FormTokenUse> builder)
    {
        builder.ToTable("FormTokenUses");
        builder.HasKey(u => u.TokenId);
        builder.Property(u => u.TokenId).ValueGeneratedNever();
        builder.HasOne<Submission>().WithMany().HasForeignKey(u => u.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}
