using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Persistence.Mappings;

internal sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("Invitations");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.HasIndex(i => i.LinkHash).IsUnique();
        // Two who follow the same link at once: one of them finds it used.
        builder.Property(i => i.UsedAt).IsConcurrencyToken();
        builder.Property(i => i.VoidedAt).IsConcurrencyToken();
    }
}
