using System.ComponentModel.DataAnnotations;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Pages.Receipt;

/// <summary>The two halves of a receipt, as somebody typed them.</summary>
public class ReceiptInput : IValidatableObject
{
    public const string TooManyWrong = "Too many references and codes that do not fit came from your connection.";

    /// <summary>The same whether the reference, the code or both are wrong.</summary>
    public const string NothingFits = "No case fits this reference and code. Compare both with your receipt";

    private const int MaxTyped = 200;

    [Display(Name = "Reference")]
    [Required(ErrorMessage = "Enter the reference")]
    public string? Reference { get; set; }

    [Display(Name = "Code")]
    [Required(ErrorMessage = "Enter the code")]
    public string? Code { get; set; }

    public CaseReference ReadReference() => CaseReference.TryRead(Reference, out var reference) ? reference : default;

    public ReceiptCode ReadCode() =>
        ReceiptCode.TryRead(Code, out var code) ? code : throw new InvalidOperationException("Validation lets no other code through.");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Reference is not { Length: <= MaxTyped } || !CaseReference.TryRead(Reference, out _))
        {
            yield return new ValidationResult("Enter the reference as on your receipt, like OPT-7K3M-9QXZ", [nameof(Reference)]);
        }

        if (Code is not { Length: <= MaxTyped } || !ReceiptCode.TryRead(Code, out _))
        {
            yield return new ValidationResult("Enter the code as on your receipt: six groups of four letters and digits", [nameof(Code)]);
        }
    }
}
