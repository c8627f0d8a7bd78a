using System.ComponentModel.DataAnnotations;

namespace Optimetra.Core.Submissions;

/// <summary>What makes a submission look like a robot's. Such a submission is kept, in the spam tray.</summary>
public class RobotOptions
{
    public const string Section = "Optimetra:Robots";

    /// <summary>A form that comes back sooner than this after it was shown goes to the spam tray, in seconds; 0 switches it off.</summary>
    [Range(0, 60)]
    public int MinimumSeconds { get; set; } = 3;
}
