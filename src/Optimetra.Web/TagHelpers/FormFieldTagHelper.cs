using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Optimetra.Web.TagHelpers;

/// <summary>
/// One field of a form with everything that belongs to it: label, why it is asked, what is wrong with it, and the control, tied
/// together for whoever listens to the page. With <c>choices</c> it is a group of radio buttons, or of checkboxes for a list.
/// </summary>
[HtmlTargetElement("form-field", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FormFieldTagHelper : TagHelper
{
    private const int DefaultRows = 8;

    /// <summary>The property that the field fills. Its <c>Display</c> name is the label; without <c>Required</c> the label says "optional".</summary>
    public required ModelExpression For { get; set; }

    /// <summary>Stands in for the property's <c>Display</c> name, where the question is known only when the page is made.</summary>
    public string? Label { get; set; }

    /// <summary>Whether it must be filled in, where that is decided by more than the property's <c>Required</c>.</summary>
    public bool? Required { get; set; }

    public string Type { get; set; } = "text";

    /// <summary>What a browser may fill in (WCAG 2.2, 1.3.5; HTML's autofill names).</summary>
    public string? Autocomplete { get; set; }

    public bool Multiline { get; set; }

    public int Rows { get; set; } = DefaultRows;

    /// <summary>Why it is asked, or how to write it; shown between label and control.</summary>
    public string? Hint { get; set; }

    public IEnumerable<SelectListItem>? Choices { get; set; }

    /// <summary>A password is never sent back to the page.</summary>
    private bool IsPassword => Type == "password";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    private string FieldName => ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    private string FieldId => TagBuilder.CreateSanitizedId(FieldName, "_");

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var isList = For.ModelExplorer.ModelType != typeof(string) && For.ModelExplorer.ModelType.IsAssignableTo(typeof(IEnumerable<string>));
        var error = FindError();
        var describedBy = string.Join(' ', new[] { Hint is null ? null : $"{FieldId}-hint", error is null ? null : $"{FieldId}-error" }.OfType<string>());

        output.TagName = Choices is null ? "div" : "fieldset";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", error is null ? "field" : "field wrong");
        if (Choices is not null && describedBy.Length > 0)
        {
            output.Attributes.SetAttribute("aria-describedby", describedBy);
        }

        output.Content.AppendHtml(LabelElement());
        if (Hint is not null)
        {
            output.Content.AppendHtml(Text("p", Hint, "hint", $"{FieldId}-hint"));
        }

        if (error is not null)
        {
            output.Content.AppendHtml(Text("p", error, "error", $"{FieldId}-error"));
        }

        if (Choices is null)
        {
            output.Content.AppendHtml(Control(describedBy, error is not null));
            return;
        }

        var number = 0;
        foreach (var choice in Choices)
        {
            output.Content.AppendHtml(Choice(choice, isList, number++));
        }
    }

    private static TagBuilder Text(string tag, string text, string cssClass, string? id = null)
    {
        var element = new TagBuilder(tag);
        element.AddCssClass(cssClass);
        if (id is not null)
        {
            element.MergeAttribute("id", id);
        }

        element.InnerHtml.Append(text);

        return element;
    }

    private string? FindError() =>
        ViewContext.ViewData.ModelState.TryGetValue(FieldName, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    private bool IsRequired => Required ?? For.Metadata.IsRequired;

    private TagBuilder LabelElement()
    {
        var label = new TagBuilder(Choices is null ? "label" : "legend");
        if (Choices is null)
        {
            label.MergeAttribute("for", FieldId);
        }

        label.InnerHtml.Append(Label ?? For.Metadata.GetDisplayName());
        if (!IsRequired)
        {
            label.InnerHtml.Append(" ").AppendHtml(Text("span", "(optional)", "optional"));
        }

        return label;
    }

    private TagBuilder Control(string describedBy, bool isWrong)
    {
        var control = new TagBuilder(Multiline ? "textarea" : "input");
        control.MergeAttribute("id", FieldId);
        control.MergeAttribute("name", FieldName);
        if (Multiline)
        {
            control.MergeAttribute("rows", Rows.ToString(CultureInfo.InvariantCulture));
            // A parser drops the first line end in a textarea; this one is for it, so that none of what was typed is lost.
            control.InnerHtml.AppendHtml("\n").Append(Typed().FirstOrDefault() ?? "");
        }
        else
        {
            control.TagRenderMode = TagRenderMode.SelfClosing;
            control.MergeAttribute("type", Type);
            if (!IsPassword && Typed().FirstOrDefault() is { Length: > 0 } value)
            {
                control.MergeAttribute("value", value);
            }
        }

        if (Autocomplete is not null)
        {
            control.MergeAttribute("autocomplete", Autocomplete);
        }

        if (Type == "email")
        {
            control.MergeAttribute("spellcheck", "false");
        }

        if (IsRequired)
        {
            control.MergeAttribute("aria-required", "true");
        }

        if (describedBy.Length > 0)
        {
            control.MergeAttribute("aria-describedby", describedBy);
        }

        if (isWrong)
        {
            control.MergeAttribute("aria-invalid", "true");
        }

        return control;
    }

    /// <summary>The first choice has the field's own id, so that the error summary's link leads to it.</summary>
    private TagBuilder Choice(SelectListItem choice, bool isList, int number)
    {
        var id = number == 0 ? FieldId : $"{FieldId}-{number}";
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.MergeAttribute("id", id);
        input.MergeAttribute("name", FieldName);
        input.MergeAttribute("type", isList ? "checkbox" : "radio");
        input.MergeAttribute("value", choice.Value);
        if (Typed().Contains(choice.Value))
        {
            input.MergeAttribute("checked", "checked");
        }

        if (FindError() is not null)
        {
            input.MergeAttribute("aria-invalid", "true");
        }

        var label = new TagBuilder("label");
        label.MergeAttribute("for", id);
        label.InnerHtml.Append(choice.Text);

        var row = new TagBuilder("div");
        row.AddCssClass("choice");
        row.InnerHtml.AppendHtml(input).AppendHtml(label);

        return row;
    }

    /// <summary>What was typed as it was typed, also where it could not be taken; else what the model holds.</summary>
    private IEnumerable<string> Typed()
    {
        if (ViewContext.ViewData.ModelState.TryGetValue(FieldName, out var entry) && entry.RawValue is not null)
        {
            return entry.RawValue is string[] many ? many : [entry.RawValue.ToString() ?? ""];
        }

        return For.Model switch
        {
            null => [],
            IEnumerable<string> many => many,
            var one => [Convert.ToString(one, CultureInfo.InvariantCulture) ?? ""],
        };
    }
}
