using System.Globalization;
using System.Text;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Mail;

/// <summary>A mail as it is read: plain text with line feeds.</summary>
internal sealed record MailText(string Subject, string Body);

/// <summary>
/// The words of every mail. They come from the envelope alone: no mail holds what was sent, what was replied, or a name. So a mail that
/// goes astray tells a reference and a day.
/// </summary>
internal sealed class MailTexts(MailSite site)
{
    public const int Columns = 72;

    private const string DayFormat = "d MMMM yyyy";

    private readonly string _company = OneLine(site.Company);

    public string Company => _company;

    private string ReceiptAddress => $"{site.PublicUrl}/receipt";

    /// <param name="code">The one-time code of a mail that brings one.</param>
    /// <param name="sharedUntil">For a mail about a share, the first moment at which it is over.</param>
    public MailText Write(MailKind kind, Submission submission, string? code = null, DateTime? sharedUntil = null) => kind switch
    {
        MailKind.Acknowledgement => Acknowledgement(submission),
        MailKind.ReplyWaiting => ReplyWaiting(submission),
        MailKind.ErasureComing => ErasureComing(submission),
        MailKind.OneTimeCode => OneTimeCode(submission, code),
        MailKind.NewCase => NewCase(submission),
        MailKind.CaseShared => CaseShared(submission, sharedUntil),
    };

    private MailText Acknowledgement(Submission submission)
    {
        var text = new Lines()
            .Paragraph("Hello,")
            .Paragraph($"What you sent to {_company} on {Day(submission.ReceivedAt)} has arrived. Its reference is:")
            .Alone(submission.CaseReference);
        if (submission.AnsweredAt is null)
        {
            text.Paragraph($"We will answer by {Day(submission.DueAt)}.");
        }

        text.Paragraph("Here you can see what becomes of it, add to it, correct it or take it back:")
            .Alone(ReceiptAddress)
            .Paragraph("You need the reference and the secret code that was shown when you sent it. We never mail that code. If you lost it, "
                + "the same page tells you how to get a new one.");

        return new MailText($"It has arrived: {submission.CaseReference}", ToSender(text, "the form has arrived"));
    }

    private MailText ReplyWaiting(Submission submission)
    {
        var text = new Lines()
            .Paragraph("Hello,")
            .Paragraph($"{_company} has replied to what you sent on {Day(submission.ReceivedAt)}. Its reference is:")
            .Alone(submission.CaseReference)
            .Paragraph("The reply is not in this mail, so that nobody but you reads it. You find it here, with the reference and your secret code:")
            .Alone(ReceiptAddress)
            .Paragraph("If you lost the code, the same page tells you how to get a new one.");

        return new MailText($"You have a reply: {submission.CaseReference}", ToSender(text, "there is a reply"));
    }

    private MailText ErasureComing(Submission submission)
    {
        var day = Day(submission.EraseAt!.Value);
        var text = new Lines()
            .Paragraph("Hello,")
            .Paragraph($"Your file at {_company} will be deleted on {day}: what you sent on {Day(submission.ReceivedAt)} and everything that was "
                + "written about it. Its reference is:")
            .Alone(submission.CaseReference)
            .Paragraph("You need not do anything. If you want to keep a copy, save one before that day; if you still need something from us, "
                + "write to us there. You need the reference and your secret code:")
            .Alone(ReceiptAddress)
            .Paragraph("If you lost the code, the same page tells you how to get a new one.");

        return new MailText($"Your file will be deleted on {day}: {submission.CaseReference}", ToSender(text, "the time for which we keep what was sent is nearly over"));
    }

    private MailText OneTimeCode(Submission submission, string? code)
    {
        var minutes = (int)LostCodes.Lifetime.TotalMinutes;
        var text = new Lines()
            .Paragraph("Hello,")
            .Paragraph("Somebody, most likely you, asked for a new secret code for the file with this reference:")
            .Alone(submission.CaseReference)
            .Paragraph(string.Create(CultureInfo.InvariantCulture, $"This is a one-time code. It works once, and for {minutes} minutes after it was asked for:"))
            .Alone(code ?? throw new ArgumentNullException(nameof(code)))
            .Paragraph("Enter both here, and you get a new secret code in its place:")
            .Alone($"{ReceiptAddress}/new-code")
            .Paragraph("If it was not you, do nothing and give this code to nobody: without it your file stays closed, and your secret code keeps "
                + "working. We never ask for the code by mail or telephone.");

        return new MailText($"Your one-time code: {submission.CaseReference}", ToSender(text, "a new code was asked for"));
    }

    private MailText NewCase(Submission submission)
    {
        var text = new Lines()
            .Paragraph("Hello,")
            .Paragraph($"A new case has come in on {Day(submission.ReceivedAt)}: {submission.CaseReference}. The answer is due by {Day(submission.DueAt)}.")
            .Alone(CaseAddress(submission));

        return new MailText($"New case {submission.CaseReference}", ToStaff(text, "you are an employee there"));
    }

    private MailText CaseShared(Submission submission, DateTime? until)
    {
        // The last day on which it is shown, as whoever shared it named it.
        var lastDay = until is { } end ? $" until the end of {Day(end.AddDays(-1))}" : "";
        var text = new Lines()
            .Paragraph("Hello,")
            .Paragraph($"The case {submission.CaseReference} is shared with you{lastDay}.")
            .Alone(CaseAddress(submission));

        return new MailText($"A case is shared with you: {submission.CaseReference}", ToStaff(text, "cases are shared with you there"));
    }

    private string ToSender(Lines text, string why) => text
        .Paragraph($"This mail was sent automatically, because this address was given in a form at {site.PublicUrl} and {why}. "
            + "If it was not you who gave it, somebody mistyped theirs: you can ignore this mail.")
        .Paragraph(_company)
        .ToString();

    private string ToStaff(Lines text, string why) => text
        .Paragraph($"What was sent is at the desk only. This mail was sent automatically by the website of {_company}, because {why}.")
        .ToString();

    private string CaseAddress(Submission submission) => $"{site.StaffUrl}/staff/cases/{submission.CaseReference}";

    private static string Day(DateTime time) => time.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>A setting may hold anything; a line end in it must not begin a header.</summary>
    private static string OneLine(string text) =>
        string.Join(' ', string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Paragraphs with a free line between them, broken where a mail is still easy to read and to quote.</summary>
    private sealed class Lines
    {
        private readonly StringBuilder _text = new();

        public Lines Paragraph(string text)
        {
            Begin();
            var column = 0;
            foreach (var word in text.Split(' '))
            {
                if (column > 0 && column + 1 + word.Length > Columns)
                {
                    _text.Append('\n');
                    column = 0;
                }

                if (column > 0)
                {
                    _text.Append(' ');
                    column++;
                }

                _text.Append(word);
                column += word.Length;
            }

            return this;
        }

        /// <summary>Something to copy, never broken.</summary>
        public Lines Alone(object value)
        {
            Begin();
            _text.Append("    ").Append(value);

            return this;
        }

        public override string ToString() => _text.Append('\n').ToString();

        private void Begin()
        {
            if (_text.Length > 0)
            {
                _text.Append("\n\n");
            }
        }
    }
}
