namespace Optimetra.Core.Persistence;

/// <summary>The places that hold sealed values. A name that changes here makes what was sealed under it unreadable.</summary>
internal static class SealedPlaces
{
    public static SealedPlace Content(Guid submissionId) => new("SealedContents", submissionId, "Content");

    public static SealedPlace Note(Guid noteId) => new("SealedNotes", noteId, "Content");
}
