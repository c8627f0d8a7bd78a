using System.ComponentModel.DataAnnotations;

namespace Optimetra.Core.Retention;

/// <summary>How long what people sent through one channel is kept. The erasure job obeys it and the forms print it.</summary>
public class RetentionOptions
{
    /// <summary>One sub-section a channel.</summary>
    public const string Section = "Optimetra:Retention";

    /// <summary>Days after a case is closed, or came to the spam tray, until its content is erased.</summary>
    [Range(1, 3650)]
    public int DaysAfterClosing { get; set; } = 365;
}
