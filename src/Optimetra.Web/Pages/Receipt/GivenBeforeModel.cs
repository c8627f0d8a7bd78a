using Optimetra.Core.Submissions;

namespace Optimetra.Web.Pages.Receipt;

/// <summary>What is said of a post that was stored earlier and whose code can no longer be shown.</summary>
public sealed record GivenBeforeModel(CaseReference Reference);
