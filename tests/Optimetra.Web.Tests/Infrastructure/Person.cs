namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>Somebody who works for Optimetra, or did.</summary>
public sealed record Person(string Name, string Email, string Role, bool IsAdministrator = false)
{
    public static readonly Person Administrator = new("Edith Keeper", "edith@optimetra.test", "Employee", IsAdministrator: true);
    public static readonly Person Employee = new("Emil Clerk", "emil@optimetra.test", "Employee");
    public static readonly Person Subcontractor = new("Sue Builder", "sue@builders.test", "Subcontractor");
    public static readonly Person OtherSubcontractor = new("Sam Roofer", "sam@roofers.test", "Subcontractor");
    public static readonly Person Associate = new("Aldo Partner", "aldo@partners.test", "Associate");
    public static readonly Person Former = new("Fay Former", "fay@optimetra.test", "Employee");

    public string Password => "seven kestrels over a quiet mosaic";
}
