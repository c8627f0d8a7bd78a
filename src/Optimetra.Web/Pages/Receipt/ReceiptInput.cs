using System.ComponentModel.DataAnnotations;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Pages.Receipt;

/// <summary>The two halves of a receipt, as somebody typed them.</summary>
public class ReceiptInput
{
    public const string TooManyWrong = "Too many references and codes that match no case came from your connection.";

    /// <summary>The same whether the reference, the code or both are wrong.</summary>
    public const string NothingFits = "No case matches this reference and code. Compare both with your receipt";

    [Display(Name = "Reference")]
    [Required(ErrorMessage = "Enter the reference")]
    [ReferenceFormat]
    public string? Reference { get; set; }

    [Display(Name = "Code")]
    [Required(ErrorMessage = "Enter the code")]
    [CodeFormat]
    public string? Code { get; set; }

    public CaseReference ReadReference() => CaseReference.TryRead(Reference, out var reference) ? reference : default;

    public ReceiptCode ReadCode() =>
        ReceiptCode.TryRead(Code, out var code) ? code : throw new InvalidOperationException("Validation lets no other code through.");
}

/// <summary>A reference as somebody may write it, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReferenceFormatAttribute() : ValidationAttribute("Enter the reference as on your receipt, like OPT-7K3M-9QXZ")
{
    public override bool IsValid(object? value) => value is null || CaseReference.TryRead(value as string, out _);
}

/// <summary>A receipt's code as somebody may write it, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CodeFormatAttribute()
    : ValidationAttribute("Enter the code as on your receipt: six groups of four letters and digits")
{
    public override bool IsValid(object? value) => value is null || ReceiptCode.TryRead(value as string, out _);
}
