using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Optimetra.Core.Persistence.Mappings;

internal sealed class KeyCheckMapping : IEntityTypeConfiguration<KeyCheck>
{
    public void Configure(EntityTypeBuilder<KeyCheck> builder)
    {
        builder.ToTable("KeyChecks");
        builder.HasKey(k => new { k.Purpose, k.KeyId });
    }
}
