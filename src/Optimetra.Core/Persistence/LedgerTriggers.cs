namespace Optimetra.Core.Persistence;

/// <summary>
/// What keeps the ledger append-only in the database itself, also against a program that is not this one. Entries can go only with the
/// whole case, once its content is erased: see <c>Optimetra:Erasure:TombstoneDays</c>.
/// </summary>
internal static class LedgerTriggers
{
    public static readonly IReadOnlyList<string> Names = ["LedgerEntries_NoUpdate", "LedgerEntries_NoDelete", "LedgerEntries_NoReplace"];

    /// <summary>What each trigger's SQL must hold: a trigger of the right name that does nothing keeps nothing.</summary>
    public const string BodyPattern = "%SELECT RAISE(ABORT, 'The access ledger is append-only.')%";

    public const string CreateOnSqlite = """
        CREATE TRIGGER IF NOT EXISTS "LedgerEntries_NoUpdate" BEFORE UPDATE ON "LedgerEntries"
        BEGIN SELECT RAISE(ABORT, 'The access ledger is append-only.'); END;
        CREATE TRIGGER IF NOT EXISTS "LedgerEntries_NoDelete" BEFORE DELETE ON "LedgerEntries"
        WHEN NOT EXISTS (
            SELECT 1 FROM "Submissions" WHERE "Id" = OLD."SubmissionId" AND "ErasedAt" IS NOT NULL AND "RemovedAt" IS NOT NULL)
        BEGIN SELECT RAISE(ABORT, 'The access ledger is append-only.'); END;
        CREATE TRIGGER IF NOT EXISTS "LedgerEntries_NoReplace" BEFORE INSERT ON "LedgerEntries"
        WHEN EXISTS (SELECT 1 FROM "LedgerEntries" WHERE "SubmissionId" = NEW."SubmissionId" AND "Sequence" = NEW."Sequence")
        BEGIN SELECT RAISE(ABORT, 'The access ledger is append-only.'); END;
        """;
}
