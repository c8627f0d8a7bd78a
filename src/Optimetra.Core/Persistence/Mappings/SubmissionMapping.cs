using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence.Mappings;

internal sealed class SubmissionMapping : IEntityTypeConfiguration<Submission>
{
    public void Configure(EntityTypeBuilder<Submission> builder)
    {
        builder.ToTable("Submissions");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Reference).HasMaxLength(8);
        builder.HasIndex(s => s.Reference).IsUnique();

        // The desk's lists and counts.
        builder.HasIndex(s => new { s.State, s.Channel, s.Id });

        // What the retention job asks for.
        builder.HasIndex(s => s.EraseAt).HasFilter("\"EraseAt\" IS NOT NULL");
        builder.HasIndex(s => s.WarnAt).HasFilter("\"WarnAt\" IS NOT NULL");
        builder.HasIndex(s => s.ErasedAt).HasFilter("\"ErasedAt\" IS NOT NULL");

        // The desk's views of what will be erased soon, and of what is held.
        builder.HasIndex(s => s.HeldAt).HasFilter("\"HeldAt\" IS NOT NULL");
        builder.HasIndex(s => s.WarnedAt).HasFilter("\"WarnedAt\" IS NOT NULL");
    }
}
