namespace Optimetra.Core.Staff;

/// <summary>
/// Proof that somebody may read what people sent: an active member of staff, as the database had them when this request began. Only
/// Core can make one, and everything that returns a sender's words asks for one; so the compiler refuses a page that reads around it.
/// </summary>
public sealed class InternalReader
{
    private InternalReader(StaffMember member)
    {
        MemberId = member.Id;
        Name = member.Name;
        Role = member.Role;
        IsAdministrator = member.IsAdministrator && member.Role == StaffRole.Employee;
    }

    public Guid MemberId { get; }

    public string Name { get; }

    public StaffRole Role { get; }

    public bool IsAdministrator { get; }

    /// <summary>A reader for an active member, null for anybody else.</summary>
    internal static InternalReader? For(StaffMember? member) => member is { IsActive: true } ? new InternalReader(member) : null;

    /// <summary>Whether the role allows the act on a case that the reader can see.</summary>
    public bool May(CaseAct act) => (Role, act) switch
    {
        (StaffRole.Employee, CaseAct.Hold or CaseAct.Release or CaseAct.Erase) => IsAdministrator,
        (StaffRole.Employee, _) => true,
        (StaffRole.Subcontractor or StaffRole.Associate, CaseAct.Read or CaseAct.Note or CaseAct.Reply) => true,
        (StaffRole.Subcontractor or StaffRole.Associate, _) => false,
    };
}

/// <summary>What staff can do with a case.</summary>
public enum CaseAct
{
    Read = 1,
    Note = 2,
    Take = 3,
    MarkAnswered = 4,
    Close = 5,
    Reopen = 6,
    MoveToSpam = 7,
    MoveOutOfSpam = 8,
    Share = 9,
    EndShare = 10,
    Reply = 11,

    /// <summary>Stop the erasing until <see cref="Release"/>; for administrators.</summary>
    Hold = 12,

    Release = 13,

    /// <summary>Erase what was sent before its time; for administrators.</summary>
    Erase = 14,
}
