using System.ComponentModel.DataAnnotations;

namespace Optimetra.Core.Retention;

/// <summary>What is said and done once a case's content is erased. The certificate prints both numbers.</summary>
public class ErasureOptions
{
    public const string Section = "Optimetra:Erasure";

    /// <summary>Days for which envelope and ledger of an erased case are kept; null keeps them.</summary>
    [Range(1, 36_500)]
    public int? TombstoneDays { get; set; }

    /// <summary>
    /// Days for which the operator keeps backups, in which an erased case's sealed content may still lie; null where that was not said.
    /// The site does not make or remove backups by itself, so this is the operator's word.
    /// </summary>
    [Range(0, 3650)]
    public int? BackupDays { get; set; }
}
