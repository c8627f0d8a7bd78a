namespace Optimetra.Core.Submissions;

/// <summary>How a person wishes to be answered.</summary>
public enum ReplyWay
{
    Email = 1,
    Telephone = 2,
}

/// <summary>A message from the contact form. Lengths are in code points after <see cref="PlainText.Normalize"/>.</summary>
public sealed record ContactMessage : ISubmittedForm
{
    public const int MaxNameLength = 120;
    public const int MaxMessageLength = 10_000;

    public required string Name { get; init; }

    public required string Email { get; init; }

    public string? Telephone { get; init; }

    public required ReplyWay ReplyBy { get; init; }

    public required string Message { get; init; }

    public string? Trap { get; init; }

    Channel ISubmittedForm.Channel => Channel.Contact;

    FormKind ISubmittedForm.Form => FormKind.Contact;

    SubmissionContent ISubmittedForm.ToContent() => new ContentBuilder()
        .WithSender(Name, MaxNameLength, Email, Telephone)
        .WithReplyWay("How to be reached", ReplyBy)
        .WithAnswer("Message", Message, MaxMessageLength)
        .WithTrap(Trap)
        .Build();
}
