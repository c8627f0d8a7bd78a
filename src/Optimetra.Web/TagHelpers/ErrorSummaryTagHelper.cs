using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Optimetra.Web.TagHelpers;

/// <summary>
/// What is wrong with a form, above it: each message a link to its field, in the order of the fields. It takes the focus when the page
/// opens, without a script. Nothing where nothing is wrong.
/// </summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    private const string TitleId = "error-summary-title";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var state = ViewContext.ViewData.ModelState;
        if (state.IsValid)
        {
            output.SuppressOutput();
            return;
        }

        var title = new TagBuilder("h2");
        title.MergeAttribute("id", TitleId);
        title.InnerHtml.Append("There is a problem");

        var list = new TagBuilder("ul");
        foreach (var (field, message) in InOrder(state))
        {
            var item = new TagBuilder("li");
            if (field.Length == 0)
            {
                item.InnerHtml.Append(message);
            }
            else
            {
                var link = new TagBuilder("a");
                link.MergeAttribute("href", "#" + TagBuilder.CreateSanitizedId(field, "_"));
                link.InnerHtml.Append(message);
                item.InnerHtml.AppendHtml(link);
            }

            list.InnerHtml.AppendHtml(item);
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "error-summary");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("aria-labelledby", TitleId);
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("autofocus", "autofocus");
        output.Content.AppendHtml(title).AppendHtml(list);
    }

    /// <summary>The order in which the page's input declares its fields, which is the order in which it shows them.</summary>
    private IEnumerable<(string Field, string Message)> InOrder(ModelStateDictionary state)
    {
        var declared = ViewContext.ViewData.ModelMetadata.Properties
            .SelectMany(p => p.Properties.Select(inner => $"{p.PropertyName}.{inner.PropertyName}"))
            .ToList();

        return state
            .Where(entry => entry.Value?.Errors.Count > 0)
            .OrderBy(entry => entry.Key.Length == 0 ? -1 : declared.IndexOf(entry.Key) is >= 0 and var place ? place : int.MaxValue)
            .Select(entry => (entry.Key, entry.Value!.Errors[0].ErrorMessage));
    }
}
