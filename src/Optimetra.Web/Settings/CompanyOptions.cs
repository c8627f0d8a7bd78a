using System.ComponentModel.DataAnnotations;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Settings;

/// <summary>What only the company can say about itself.</summary>
public class CompanyOptions : IValidatableObject
{
    public const string Section = "Optimetra:Company";

    /// <summary>Digits of a number in the North American plan, which people write without its country code.</summary>
    private const int NorthAmericanDigits = 10;

    [Required]
    public string Name { get; set; } = "Optimetra";

    [Required]
    public string Phone { get; set; } = "800-758-9710";

    /// <summary>The address that the privacy policy names. Required outside Development.</summary>
    public string? Email { get; set; }

    /// <summary>The telephone number as a link (RFC 3966): with the country code, which is added to a bare North American number,
    /// and with the extension, if one follows an x or a number sign.</summary>
    public string PhoneLink
    {
        get
        {
            var parts = Phone.Split(['x', '#'], 2);
            var digits = Digits(parts[0]);
            var number = digits.Length == NorthAmericanDigits && !Phone.StartsWith('+') ? $"tel:+1{digits}" : $"tel:+{digits}";
            var extension = parts.Length > 1 ? Digits(parts[1]) : "";

            return extension.Length > 0 ? $"{number};ext={extension}" : number;
        }
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Email) && !PlainText.IsEmailAddress(Email))
        {
            yield return new ValidationResult("an email address that mail can be sent to", [nameof(Email)]);
        }

        if (!PlainText.IsTelephoneNumber(Phone))
        {
            yield return new ValidationResult("a telephone number", [nameof(Phone)]);
        }
    }
}
