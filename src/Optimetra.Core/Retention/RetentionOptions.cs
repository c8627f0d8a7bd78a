using System.ComponentModel.DataAnnotations;

namespace Optimetra.Core.Retention;

/// <summary>
/// How long what people sent through one channel is kept. A case takes over the numbers that its form promised; the erasure job obeys
/// those, and forms and files print them.
/// </summary>
public class RetentionOptions : IValidatableObject
{
    /// <summary>One sub-section a channel.</summary>
    public const string Section = "Optimetra:Retention";

    /// <summary>Days after a case is closed, or came to the spam tray, until its content is erased. What is written later starts them anew.</summary>
    [Range(1, 3650)]
    public int DaysAfterClosing { get; set; } = 365;

    /// <summary>Days for which an open case may lie with nothing happening to it, until its content is erased.</summary>
    [Range(1, 3650)]
    public int DaysUntouched { get; set; } = 730;

    /// <summary>Days before the erasure on which sender and staff are told of it; 0 tells nobody.</summary>
    [Range(0, 365)]
    public int WarningDays { get; set; } = 14;

    /// <summary>Days in which a sender may take back a withdrawal, until the content is erased.</summary>
    [Range(1, 90)]
    public int DaysToUndoWithdrawal { get; set; } = 7;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WarningDays >= DaysAfterClosing || WarningDays >= DaysUntouched)
        {
            yield return new ValidationResult(
                $"a number below DaysAfterClosing ({DaysAfterClosing}) and DaysUntouched ({DaysUntouched})", [nameof(WarningDays)]);
        }
    }
}
