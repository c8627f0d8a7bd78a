using System.ComponentModel.DataAnnotations;

namespace Optimetra.Core.Submissions;

/// <summary>By when what came through one channel is to be answered. The desk's due dates obey it; forms and receipts print it.</summary>
public class AnsweringOptions
{
    /// <summary>One sub-section a channel.</summary>
    public const string Section = "Optimetra:Answering";

    /// <summary>Days from receipt, weekends and holidays included.</summary>
    [Range(1, 365)]
    public int Days { get; set; } = 14;
}
