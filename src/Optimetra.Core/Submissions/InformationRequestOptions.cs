using System.ComponentModel.DataAnnotations;

namespace Optimetra.Core.Submissions;

/// <summary>What the information form offers to ask about.</summary>
public class InformationRequestOptions : IValidatableObject
{
    public const string Section = "Optimetra:InformationRequests";
    public const int MaxTopics = 20;
    public const int MaxTopicLength = 100;

    /// <summary>
    /// Always the last topic on the form, whatever the setting says: asking what is held about oneself is a right, not a product.
    /// </summary>
    public const string InformationHeldAboutMe = "The information you hold about me";

    /// <summary>The topics to choose from, in the order in which the form shows them.</summary>
    public IList<string> Topics { get; set; } = [];

    public IReadOnlyList<string> AllTopics => [.. Topics, InformationHeldAboutMe];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var acceptable = Topics.Count < MaxTopics
            && Topics.All(t => !string.IsNullOrWhiteSpace(t) && t == PlainText.Normalize(t)
                && PlainText.Length(t) <= MaxTopicLength && !PlainText.HasBrokenCharacters(t, multiline: false))
            && AllTopics.Distinct().Count() == AllTopics.Count;
        if (!acceptable)
        {
            yield return new ValidationResult(
                $"up to {MaxTopics - 1} different topics of at most {MaxTopicLength} characters", [nameof(Topics)]);
        }
    }
}
