using Microsoft.AspNetCore.Razor.TagHelpers;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.TagHelpers;

/// <summary>
/// The token that makes one form one submission. A form that comes back with mistakes keeps its token, else the minimum time would
/// start anew; where there is none, a fresh one is issued.
/// </summary>
[HtmlTargetElement("form-token", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FormTokenTagHelper(FormTokens tokens) : TagHelper
{
    public const string FieldName = "Token";

    public required FormKind Form { get; set; }

    /// <summary>The token that came with the post, if it is to be used again.</summary>
    public FormToken? Posted { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var token = Posted is { IsMissing: false } ? Posted : tokens.Issue(Form);
        output.TagName = "input";
        output.TagMode = TagMode.SelfClosing;
        output.Attributes.SetAttribute("type", "hidden");
        output.Attributes.SetAttribute("name", FieldName);
        output.Attributes.SetAttribute("value", token.Text);
    }
}
