using Optimetra.Core.Submissions;

namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>What people send, with values that are right: a test changes with <c>with</c> what it is about.</summary>
public static class Given
{
    /// <summary>Every member's password.</summary>
    public const string Password = "tame otters juggle teacups";

    public static ContactMessage Message(string text = "Do you repair spectacles?") => new()
    {
        Name = "Ada Example",
        Email = "ada@example.org",
        ReplyBy = ReplyWay.Email,
        Message = text,
    };

    public static InformationRequest Request(string question = "What do you know about me?") => new()
    {
        Name = "Bob Example",
        Email = "bob@example.org",
        Topics = [InformationRequestOptions.InformationHeldAboutMe],
        Question = question,
        ReplyBy = ReplyWay.Email,
    };

    /// <summary>A correction that leaves everything as the version has it.</summary>
    public static Correction CorrectionOf(ContentVersion version) => new(
        version.Number,
        version.Sender.Name,
        version.Sender.Email!,
        version.Sender.Telephone,
        version.Sender.Organisation,
        [.. version.Answers.Select(a => a.Value)]);

    public static string AddressOf(string name) => $"{name.Split(' ')[0].ToLowerInvariant()}@optimetra.example";
}
