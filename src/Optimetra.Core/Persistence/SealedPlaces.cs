using System.Globalization;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence;

/// <summary>The places that hold sealed values. A name that changes here makes what was sealed under it unreadable.</summary>
internal static class SealedPlaces
{
    /// <summary>The version is part of the place: an earlier version must not pass for the current one.</summary>
    public static SealedPlace Content(Guid submissionId, int version) =>
        new("SealedContents", submissionId, string.Create(CultureInfo.InvariantCulture, $"Content {version}"));

    /// <summary>The kind is part of the place: a note for colleagues must not pass for a reply.</summary>
    public static SealedPlace Entry(Guid entryId, EntryKind kind) => new("SealedEntries", entryId, $"Content {kind}");

    public static SealedPlace Outbox(Guid mailId) => new("OutboxMails", mailId, "Letter");
}
