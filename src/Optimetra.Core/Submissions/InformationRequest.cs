using System.Globalization;

namespace Optimetra.Core.Submissions;

/// <summary>A request from the information form. Lengths are in code points after <see cref="PlainText.Normalize"/>.</summary>
public sealed record InformationRequest : ISubmittedForm
{
    public const int MaxOrganisationLength = 200;
    public const int MaxQuestionLength = 10_000;

    public required string Name { get; init; }

    public required string Email { get; init; }

    public string? Organisation { get; init; }

    public string? Telephone { get; init; }

    /// <summary>At least one of the topics that the form offered.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    public required string Question { get; init; }

    public required ReplyWay ReplyBy { get; init; }

    /// <summary>The day by which the sender would like an answer; a wish, which does not change the promised day.</summary>
    public DateOnly? WantedBy { get; init; }

    public string? Trap { get; init; }

    Channel ISubmittedForm.Channel => Channel.InformationRequest;

    FormKind ISubmittedForm.Form => FormKind.InformationRequest;

    SubmissionContent ISubmittedForm.ToContent() => new ContentBuilder()
        .WithSender(Name, ContactMessage.MaxNameLength, Email, Telephone, Organisation, MaxOrganisationLength)
        .WithAnswer("Topics", string.Join('\n', Topics), InformationRequestOptions.MaxTopics * InformationRequestOptions.MaxTopicLength)
        .WithAnswer("Question", Question, MaxQuestionLength)
        .WithReplyWay("How to be answered", ReplyBy)
        .WithAnswer("Answer wanted by", WantedBy?.ToString("d MMMM yyyy", CultureInfo.InvariantCulture))
        .WithTrap(Trap)
        .Build();
}
