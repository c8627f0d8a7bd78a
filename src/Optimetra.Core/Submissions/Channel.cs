namespace Optimetra.Core.Submissions;

/// <summary>
/// The ways in which Optimetra collects what people send. A closed list: the privacy policy names these methods, and
/// nothing is collected outside it. The numbers are stored; a value is never renumbered.
/// </summary>
public enum Channel
{
    Contact = 1,
    InformationRequest = 2,
    Order = 3,
    Survey = 4,
    Email = 5,
    Forum = 6,
}
