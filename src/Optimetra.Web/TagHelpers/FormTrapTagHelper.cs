using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Optimetra.Web.TagHelpers;

/// <summary>
/// A field that people do not see and robots fill in. Where there is no style sheet, as in a text browser, its label says to leave it.
/// </summary>
[HtmlTargetElement("form-trap", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FormTrapTagHelper : TagHelper
{
    public required ModelExpression For { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        var id = TagBuilder.CreateSanitizedId(name, "_");

        var label = new TagBuilder("label");
        label.MergeAttribute("for", id);
        label.InnerHtml.Append("Leave this field empty: it is there to catch robots");

        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.MergeAttribute("type", "text");
        input.MergeAttribute("id", id);
        input.MergeAttribute("name", name);
        input.MergeAttribute("value", For.Model as string ?? "");
        input.MergeAttribute("tabindex", "-1");
        input.MergeAttribute("autocomplete", "off");

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "trap");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.AppendHtml(label).AppendHtml(input);
    }
}
