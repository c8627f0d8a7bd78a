namespace Optimetra.Core.Staff;

/// <summary>
/// Who may read what people send: exactly the readers whom the privacy policy names. There is no fourth value, and a new one does
/// not compile until every rule answers for it.
/// </summary>
public enum StaffRole
{
    /// <summary>Sees the whole desk.</summary>
    Employee = 1,

    /// <summary>Sees the cases that were shared with them, until the share ends.</summary>
    Subcontractor = 2,

    /// <summary>Sees the cases that were shared with them, until the share ends.</summary>
    Associate = 3,
}

public static class StaffRoleWords
{
    /// <summary>The role with its article, as in "read by an employee".</summary>
    public static string WithArticle(this StaffRole role) => role switch
    {
        StaffRole.Employee => "an employee",
        StaffRole.Subcontractor => "a subcontractor",
        StaffRole.Associate => "an associate",
    };

    /// <summary>The role for many, as the privacy policy writes it.</summary>
    public static string Plural(this StaffRole role) => role switch
    {
        StaffRole.Employee => "employees",
        StaffRole.Subcontractor => "subcontractors",
        StaffRole.Associate => "associates",
    };
}
