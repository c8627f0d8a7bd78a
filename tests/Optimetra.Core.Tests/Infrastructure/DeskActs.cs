using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Tests.Infrastructure;

public static class DeskActs
{
    /// <summary>Does the act as the reader. Reading is done if the case was shown. A share is with the other member, until today.</summary>
    public static async Task<DeskOutcome> DoAsync(
        this CoreSite site, InternalReader reader, CaseReference reference, CaseAct act, Guid? other = null, Guid? share = null) => act switch
        {
            CaseAct.Read => await site.OpenAsync(reader, reference) is null ? DeskOutcome.NoSuchCase : DeskOutcome.Done,
            CaseAct.Note => await site.NoteAsync(reader, reference, "Rang back, nobody there."),
            CaseAct.Take => await site.Desk.TakeAsync(reader, reference, CancellationToken.None),
            CaseAct.MarkAnswered => await site.Desk.MarkAnsweredAsync(reader, reference, CancellationToken.None),
            CaseAct.Close => await site.Desk.CloseAsync(reader, reference, CancellationToken.None),
            CaseAct.Reopen => await site.Desk.ReopenAsync(reader, reference, CancellationToken.None),
            CaseAct.MoveToSpam => await site.Desk.MoveToSpamAsync(reader, reference, CancellationToken.None),
            CaseAct.MoveOutOfSpam => await site.Desk.MoveOutOfSpamAsync(reader, reference, CancellationToken.None),
            CaseAct.Share => await site.Desk.ShareAsync(
                reader, reference, other!.Value, DateOnly.FromDateTime(site.Clock.Now), CancellationToken.None),
            CaseAct.Reply => await site.ReplyAsync(reader, reference, "We do."),
            CaseAct.Hold => await site.HoldAsync(reader, reference, "A court asked for it."),
            CaseAct.Release => await site.Desk.ReleaseAsync(reader, reference, CancellationToken.None),
            CaseAct.Erase => await site.Desk.EraseAsync(reader, reference, CancellationToken.None),
            CaseAct.EndShare => await site.Desk.EndShareAsync(reader, reference, share!.Value, CancellationToken.None),
        };

    /// <summary>A unit of work that is done well, and whose transaction then cannot be committed.</summary>
    public static Task PoisonTheCommitAsync(this CoreSite site) => site.Writes.RunAsync(
        unit => unit.Database.ExecuteSqlRawAsync("""
            PRAGMA defer_foreign_keys = ON;
            INSERT INTO "SealedContents" VALUES ('of a case that is not there', 1, '2026-01-01', x'00');
            """),
        CancellationToken.None);
}
