using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Staff;

/// <summary>
/// What a password must be (NIST SP 800-63B-4, 3.1.1.2): long, and not one that is guessed early. No rules on its composition, and
/// no expiry.
/// </summary>
public sealed class StaffPasswords : IPasswordValidator<StaffMember>
{
    /// <summary>In code points; the standard's minimum where the password is the only factor.</summary>
    public const int MinLength = 15;

    public const int MaxLength = 256;

    /// <summary>How much of a password its strength is judged by; the estimate's cost grows faster than the length.</summary>
    private const int JudgedLength = 64;

    /// <summary>"Safely unguessable", of zxcvbn's scores from 0 to 4.</summary>
    private const int MinScore = 3;

    public Task<IdentityResult> ValidateAsync(UserManager<StaffMember> manager, StaffMember user, string? password)
    {
        var problem = FindProblem(password ?? "", KnownOf(user));

        return Task.FromResult(problem is null
            ? IdentityResult.Success
            : IdentityResult.Failed(new IdentityError { Code = nameof(StaffPasswords), Description = problem }));
    }

    /// <summary>What a guesser knows of the member: name and address, whole and in their parts.</summary>
    private static IEnumerable<string> KnownOf(StaffMember user)
    {
        var email = user.Email ?? "";

        return [user.Name, .. user.Name.Split(' '), email, email.Split('@')[0], .. email.Split('@', '.', '-', '_', '+')];
    }

    private static string? FindProblem(string password, IEnumerable<string> knownOfTheMember)
    {
        var length = PlainText.Length(password);
        if (length < MinLength)
        {
            return $"Choose a password of at least {MinLength} characters; a few words in a row do well";
        }

        if (length > MaxLength)
        {
            return $"Choose a password of at most {MaxLength} characters";
        }

        var judged = password.Length > JudgedLength ? password[..JudgedLength] : password;
        if (Zxcvbn.Zxcvbn.MatchPassword(judged, [.. knownOfTheMember, "optimetra"]).Score < MinScore)
        {
            return "Choose a password that is harder to guess: this one is common, repeats itself, or is close to your name or address";
        }

        return null;
    }
}

/// <summary>Identity's slow hash over the password in Unicode form NFKC, so that it is the same from every keyboard (SP 800-63B-4, 3.1.1.2).</summary>
internal sealed class NormalizingPasswordHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<StaffMember>(options)
{
    public override string HashPassword(StaffMember user, string password) => base.HashPassword(user, Normalize(password));

    public override PasswordVerificationResult VerifyHashedPassword(StaffMember user, string hashedPassword, string providedPassword) =>
        base.VerifyHashedPassword(user, hashedPassword, Normalize(providedPassword));

    private static string Normalize(string password) =>
        PlainText.HasBrokenCharacters(password) ? password : password.Normalize(NormalizationForm.FormKC);
}
