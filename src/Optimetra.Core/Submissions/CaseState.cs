namespace Optimetra.Core.Submissions;

/// <summary>Where a case stands. It follows from the record of who did what and when; the numbers are stored and never change.</summary>
public enum CaseState
{
    /// <summary>Received, and nobody has taken it yet.</summary>
    New = 1,

    /// <summary>A member of staff has taken it.</summary>
    Taken = 2,

    /// <summary>An answer was given; the case is still open.</summary>
    Answered = 3,

    /// <summary>Dealt with. The time until its content is erased runs from here.</summary>
    Closed = 4,

    /// <summary>In the tray for what looks like spam. Its content is erased as if it had been closed on the day it came there.</summary>
    Spam = 5,

    /// <summary>The content is gone; only the envelope and the ledger remain.</summary>
    Erased = 6,

    /// <summary>The sender has taken it back. Staff see the envelope alone; the content is erased unless the sender undoes it in time.</summary>
    Withdrawn = 7,
}
