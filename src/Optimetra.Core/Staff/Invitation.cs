namespace Optimetra.Core.Staff;

/// <summary>A one-time link by which somebody becomes a member of staff. The link's secret is kept only as a keyed hash.</summary>
internal sealed class Invitation
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public required Guid Id { get; init; }

    public required byte[] LinkHash { get; init; }

    /// <summary>Null on the first-run link: whoever opens it says who they are.</summary>
    public string? Email { get; init; }

    public string? Name { get; init; }

    public required StaffRole Role { get; init; }

    public required bool IsAdministrator { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Null if it was made by a command on the server.</summary>
    public Guid? CreatedBy { get; init; }

    public DateTime? UsedAt { get; set; }

    /// <summary>When a newer link took its place.</summary>
    public DateTime? VoidedAt { get; set; }

    public bool IsFirstRun => Email is null;

    public bool IsUsable(DateTime now) => UsedAt is null && VoidedAt is null && now < CreatedAt + Lifetime;
}
