using Microsoft.AspNetCore.Mvc.Rendering;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Forms;

/// <summary>How a person can ask to be answered, as radio buttons.</summary>
public static class ReplyWayChoices
{
    public static IReadOnlyList<SelectListItem> All { get; } =
        [.. Enum.GetValues<ReplyWay>().Select(way => new SelectListItem(Text(way), way.ToString()))];

    private static string Text(ReplyWay way) => way switch
    {
        ReplyWay.Email => "By email",
        ReplyWay.Telephone => "By telephone",
    };
}
