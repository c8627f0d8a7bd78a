using System.Text;

namespace Optimetra.Core.Submissions;

/// <summary>What every form hands over, whatever it asked: Core makes an envelope and sealed content of it.</summary>
internal interface ISubmittedForm
{
    Channel Channel { get; }

    FormKind Form { get; }

    /// <summary>What was put in the field that people do not see; null or empty from a person.</summary>
    string? Trap { get; }

    /// <exception cref="ArgumentException">A value breaks a rule that the form should have told the sender about.</exception>
    SubmissionContent ToContent();
}

/// <summary>
/// Puts content together and holds Core's own line: whoever calls it, no over-long or unreadable value is sealed. Its errors name
/// the field, never the value.
/// </summary>
internal sealed class ContentBuilder
{
    private const int MaxTrapLength = 1_000;

    /// <summary>How many code points form NFC can make of one (Unicode Standard Annex 15, 9).</summary>
    private const int MaxGrowth = 3;

    private readonly List<Answer> _answers = [];
    private SenderDetails? _sender;

    public ContentBuilder WithSender(
        string name, int maxName, string email, string? telephone = null, string? organisation = null, int maxOrganisation = 0)
    {
        if (!PlainText.IsEmailAddress(email))
        {
            throw new ArgumentException("Not an email address that mail can be sent to.", nameof(email));
        }

        if (!string.IsNullOrEmpty(telephone) && !PlainText.IsTelephoneNumber(telephone))
        {
            throw new ArgumentException("Not a telephone number.", nameof(telephone));
        }

        _sender = new SenderDetails(
            Checked("Name", name, maxName, multiline: false)!,
            email,
            NullIfEmpty(telephone),
            NullIfEmpty(Checked("Organisation", organisation, maxOrganisation, multiline: false)));

        return this;
    }

    /// <summary>How to answer; after the sender, since whoever wants to be called must have given a number.</summary>
    public ContentBuilder WithReplyWay(string label, ReplyWay way)
    {
        if (way == ReplyWay.Telephone && _sender?.Telephone is null)
        {
            throw new ArgumentException("There is no telephone number to call.", nameof(way));
        }

        return WithAnswer(label, way.Words());
    }

    /// <param name="keepEmpty">Whether an answer that is empty keeps its place, so that it can be filled in again.</param>
    public ContentBuilder WithAnswer(string label, string? value, int maxLength = 200, bool keepEmpty = false)
    {
        if (keepEmpty || !string.IsNullOrEmpty(value))
        {
            _answers.Add(new Answer(label, Checked(label, value ?? "", maxLength, multiline: true)!));
        }

        return this;
    }

    /// <summary>Keeps what a robot, or a browser that fills in too much, put where people see nothing: staff can judge by it.</summary>
    public ContentBuilder WithTrap(string? value)
    {
        var kept = new StringBuilder();
        foreach (var rune in (value ?? "").Trim().EnumerateRunes().Select(r => r.ToString())
            .Where(r => !PlainText.HasBrokenCharacters(r, multiline: false)).Take(MaxTrapLength))
        {
            kept.Append(rune);
        }

        // Normalized only now: what cannot be shown is what keeps a text from being normalized.
        return WithAnswer("In the field that people do not see", PlainText.Normalize(kept.ToString()), MaxTrapLength * MaxGrowth);
    }

    public SubmissionContent Build() =>
        new(_sender ?? throw new InvalidOperationException("A submission has a sender."), _answers);

    private static string? Checked(string field, string? value, int maxLength, bool multiline)
    {
        if (value is not null && (PlainText.Length(value) > maxLength || PlainText.HasBrokenCharacters(value, multiline)))
        {
            throw new ArgumentException($"Longer than {maxLength} characters, or with characters that cannot be shown.", field);
        }

        return value;
    }

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

internal static class ReplyWayWords
{
    public static string Words(this ReplyWay way) => way switch
    {
        ReplyWay.Email => "By email",
        ReplyWay.Telephone => "By telephone",
    };
}
