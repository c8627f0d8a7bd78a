using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence.Mappings;

internal sealed class CaseShareMapping : IEntityTypeConfiguration<CaseShare>
{
    public void Configure(EntityTypeBuilder<CaseShare> builder)
    {
        builder.ToTable("CaseShares");
        builder.Property(s => s.Id).ValueGeneratedNever();
        // What an outsider's every query asks: is this case shared with me now?
        builder.HasIndex(s => new { s.MemberId, s.SubmissionId });
        builder.HasOne<Submission>().WithMany().HasForeignKey(s => s.SubmissionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.MemberId).OnDelete(DeleteBehavior.Restrict);
    }
}
