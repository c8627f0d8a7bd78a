using System.ComponentModel.DataAnnotations;

namespace Optimetra.Web.Settings;

/// <summary>How often one client may do something within the window. Counted in memory only; addresses are stored nowhere.</summary>
public class RateLimitOptions
{
    public const string Section = "Optimetra:RateLimits";

    [Range(1, 1440)]
    public int WindowMinutes { get; set; } = 10;

    /// <summary>Forms sent on the public site.</summary>
    [Range(1, 100_000)]
    public int FormPosts { get; set; } = 20;

    /// <summary>Wrong references or codes at the receipt page.</summary>
    [Range(1, 100_000)]
    public int WrongCodes { get; set; } = 10;

    /// <summary>Sign-ins at the desk with one email address, failed or not.</summary>
    [Range(1, 100_000)]
    public int SignIns { get; set; } = 10;

    /// <summary>Sign-ins at the desk with any email address: an office shares one client.</summary>
    [Range(1, 100_000)]
    public int SignInsTogether { get; set; } = 100;
}
