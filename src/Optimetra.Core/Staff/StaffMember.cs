using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Optimetra.Core.Staff;

/// <summary>Somebody who works for Optimetra and may sign in at the desk. Name and email address are in clear, as sign-in needs them.</summary>
public sealed class StaffMember : IdentityUser<Guid>
{
    public const int MaxNameLength = 120;

    public required string Name { get; init; }

    public required StaffRole Role { get; init; }

    /// <summary>May manage members, besides what the role allows. Only employees are administrators.</summary>
    public required bool IsAdministrator { get; init; }

    public required DateTime JoinedAt { get; init; }

    public DateTime? DeactivatedAt { get; private set; }

    public Guid? DeactivatedBy { get; private set; }

    /// <summary>The role is checked too, since the database could hold a number that is no role.</summary>
    public bool IsActive => DeactivatedAt is null && Enum.IsDefined(Role);

    internal void Deactivate(Guid by, DateTime now)
    {
        DeactivatedAt = now;
        DeactivatedBy = by;
        // Also if the account should ever be active again.
        EndSignIns();
    }

    /// <summary>A cookie holds the stamp that it was made with, and opens nothing once the member has another.</summary>
    internal void EndSignIns()
    {
        SecurityStamp = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
        ConcurrencyStamp = Guid.CreateVersion7().ToString();
    }
}
