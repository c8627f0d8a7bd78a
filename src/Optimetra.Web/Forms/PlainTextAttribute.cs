using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Forms;

/// <summary>Text that a person typed: not over-long, and nothing in it that cannot be shown. An empty one is for <see cref="RequiredAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PlainTextAttribute(string what, int maxLength) : ValidationAttribute
{
    /// <summary>What it is, as in "Shorten your message".</summary>
    public string What { get; } = what;

    /// <summary>In code points, after <see cref="PlainText.Normalize"/>.</summary>
    public int MaxLength { get; } = maxLength;

    public bool Multiline { get; init; }

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var text = PlainText.Normalize(value as string);
        var members = validationContext.MemberName is { } name ? new[] { name } : [];
        if (PlainText.HasBrokenCharacters(text, Multiline))
        {
            return new ValidationResult(
                $"Type {What} again: it holds characters that cannot be shown, which pasting from another program can bring along", members);
        }

        var length = PlainText.Length(text);
        if (length > MaxLength)
        {
            return new ValidationResult(
                string.Create(CultureInfo.InvariantCulture, $"Shorten {What} to {MaxLength:N0} characters; it has {length:N0} now"), members);
        }

        return ValidationResult.Success;
    }
}

/// <summary>An email address that mail can be sent to, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmailFormatAttribute() : ValidationAttribute("Enter an email address, like name@example.org")
{
    public override bool IsValid(object? value) =>
        PlainText.Normalize(value as string) is var text && (text.Length == 0 || PlainText.IsEmailAddress(text));
}

/// <summary>Not empty where another field of the form asks for it: a telephone number, if that is how to be reached.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredWhereAttribute(string otherField, string otherValue) : ValidationAttribute
{
    public string OtherField { get; } = otherField;

    public string OtherValue { get; } = otherValue;

    public override bool RequiresValidationContext => true;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var asked = validationContext.ObjectType.GetProperty(OtherField)!.GetValue(validationContext.ObjectInstance) as string == OtherValue;

        return asked && PlainText.Normalize(value as string).Length == 0
            ? new ValidationResult(FormatErrorMessage(validationContext.DisplayName), [validationContext.MemberName!])
            : ValidationResult.Success;
    }
}

/// <summary>A telephone number that somebody could dial, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TelephoneFormatAttribute() : ValidationAttribute("Enter a telephone number, like 555 0100 or +1 555 0100")
{
    public override bool IsValid(object? value) =>
        PlainText.Normalize(value as string) is var text && (text.Length == 0 || PlainText.IsTelephoneNumber(text));
}
