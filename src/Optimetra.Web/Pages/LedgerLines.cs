using Optimetra.Core.Ledger;
using Optimetra.Core.Submissions;
using Optimetra.Web.Words;

namespace Optimetra.Web.Pages;

/// <summary>A case's ledger as it is shown.</summary>
/// <param name="Sender">What the sender is called: "You" in their own file.</param>
public sealed record LedgerLines(IReadOnlyList<LedgerLine> Lines, string Sender)
{
    /// <summary>How many entries there are before the first that is shown.</summary>
    public int Earlier => Lines.Count == 0 ? 0 : Lines[0].Sequence - 1;

    /// <summary>
    /// The lines; for staff, who see names, with neighbours that say the same folded into one: whoever works on a case opens it many times.
    /// The sender sees each.
    /// </summary>
    public IEnumerable<ShownLine> Folded()
    {
        ShownLine? shown = null;
        LedgerLine? previous = null;
        foreach (var line in Lines)
        {
            if (shown is not null && previous is not null && line.Act == LedgerAct.Opened && line.Member is not null && IsSame(previous, line))
            {
                shown = shown with { Times = shown.Times + 1, Last = line.At };
            }
            else
            {
                if (shown is not null)
                {
                    yield return shown;
                }

                shown = new ShownLine(line.Sequence, line.At, line.At, 1, CaseWords.Of(line, Sender));
            }

            previous = line;
        }

        if (shown is not null)
        {
            yield return shown;
        }
    }

    private static bool IsSame(LedgerLine one, LedgerLine other) => one with { Sequence = other.Sequence, At = other.At, Hash = other.Hash } == other;
}

/// <summary>One line of a list: what was done, when, and how often in a row.</summary>
public sealed record ShownLine(int Sequence, DateTime First, DateTime Last, int Times, string Text);

/// <summary>What a sender filled in, to be shown with what changed since the version before.</summary>
/// <param name="Versions">All versions, the oldest first.</param>
/// <param name="ForStaff">Whether addresses are links by which staff reach the sender.</param>
public sealed record ContentFacts(ContentVersion Version, IReadOnlyList<ContentVersion> Versions, bool ForStaff)
{
    /// <summary>Label and value of everything that was filled in.</summary>
    public IEnumerable<ContentFact> All()
    {
        yield return new("Name", Version.Sender.Name);
        if (Version.Sender.Organisation is { } organisation)
        {
            yield return new("Organization", organisation);
        }

        if (Version.Sender.Email is { } email)
        {
            yield return new("Email address", email, ForStaff ? ContactLinks.MailtoLink(email) : null);
        }

        if (Version.Sender.Telephone is { } telephone)
        {
            yield return new("Telephone number", telephone, ForStaff ? $"tel:{string.Concat(telephone.Where(c => char.IsAsciiDigit(c) || c == '+'))}" : null);
        }

        foreach (var answer in Version.Answers.Where(a => a.Value.Length > 0))
        {
            yield return new(answer.Label, answer.Value);
        }
    }

    /// <summary>Whether this version says it otherwise than the one before.</summary>
    public bool IsChanged(ContentFact fact)
    {
        var before = Versions.LastOrDefault(v => v.Number < Version.Number);

        return before is not null && !new ContentFacts(before, Versions, ForStaff).All().Contains(fact);
    }
}

/// <summary>One thing that was filled in.</summary>
/// <param name="Link">Where it leads, if it is an address.</param>
public sealed record ContentFact(string Label, string Value, string? Link = null);
