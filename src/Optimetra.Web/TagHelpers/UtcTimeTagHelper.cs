using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Optimetra.Web.TagHelpers;

/// <summary>A time for people and for programs: <c>22 November 2026, 14:03 UTC</c>, or the day alone.</summary>
[HtmlTargetElement("utc-time", Attributes = "value", TagStructure = TagStructure.WithoutEndTag)]
public sealed class UtcTimeTagHelper : TagHelper
{
    public const string DayFormat = "d MMMM yyyy";

    public required DateTime Value { get; set; }

    public bool DayOnly { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var culture = CultureInfo.InvariantCulture;
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", Value.ToString(DayOnly ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ssZ", culture));
        output.Content.SetContent(Value.ToString(DayOnly ? DayFormat : $"{DayFormat}, HH:mm 'UTC'", culture));
    }
}
