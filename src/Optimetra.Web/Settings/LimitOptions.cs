using System.ComponentModel.DataAnnotations;

namespace Optimetra.Web.Settings;

/// <summary>What one request, and all of them together, may take of the server.</summary>
public class LimitOptions
{
    public const string Section = "Optimetra:Limits";

    [Range(16, 10_240)]
    public int BodyKilobytes { get; set; } = 256;

    [Range(4, 256)]
    public int HeadersKilobytes { get; set; } = 16;

    [Range(20, 500)]
    public int Headers { get; set; } = 60;

    [Range(1, 64)]
    public int RequestLineKilobytes { get; set; } = 8;

    [Range(20, 1_000)]
    public int FormFields { get; set; } = 100;

    /// <summary>Within which a client must have sent the whole form.</summary>
    [Range(5, 600)]
    public int BodySeconds { get; set; } = 60;

    /// <summary>Within which a client must have sent its headers.</summary>
    [Range(1, 120)]
    public int HeaderSeconds { get; set; } = 10;

    [Range(10, 100_000)]
    public int Connections { get; set; } = 2_000;

    /// <summary>Requests at work at once; beyond it, one is told to come back.</summary>
    [Range(1, 100_000)]
    public int Requests { get; set; } = 500;

    /// <summary>Within which requests at work are finished when the site is stopped.</summary>
    [Range(1, 300)]
    public int ShutdownSeconds { get; set; } = 30;
}
