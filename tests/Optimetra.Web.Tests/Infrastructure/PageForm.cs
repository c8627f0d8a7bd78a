using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>A form that is really on a page, hidden fields included, as a browser would send it.</summary>
public sealed class PageForm
{
    private readonly HashSet<string> _names;
    private readonly List<KeyValuePair<string, string>> _fields;

    private PageForm(string action, HashSet<string> names, List<KeyValuePair<string, string>> fields)
    {
        Action = action;
        _names = names;
        _fields = fields;
    }

    public string Action { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    public string? this[string name] => _fields.Where(f => f.Key == name).Select(f => f.Value).FirstOrDefault();

    public static PageForm Read(IElement form, string pageAddress)
    {
        Assert.Equal("post", form.GetAttribute("method"));
        var names = new HashSet<string>();
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var control in form.QuerySelectorAll("input[name], textarea[name]"))
        {
            var name = control.GetAttribute("name")!;
            names.Add(name);
            var value = control switch
            {
                IHtmlTextAreaElement area => area.Value,
                IHtmlInputElement { Type: "radio" or "checkbox" } choice => choice.IsChecked ? choice.Value : null,
                IHtmlInputElement input => input.Value,
                _ => null,
            };
            if (value is not null)
            {
                fields.Add(new(name, value));
            }
        }

        return new PageForm(form.GetAttribute("action") ?? pageAddress, names, fields);
    }

    /// <summary>The form with a field filled in. The field must be on the page.</summary>
    public PageForm With(string name, params string[] values)
    {
        Assert.Contains(name, _names);

        return WithForeign(name, values);
    }

    public PageForm With(IEnumerable<KeyValuePair<string, string>> fields) => fields.Aggregate(this, (form, f) => form.With(f.Key, f.Value));

    /// <summary>The form with whatever somebody without a browser puts into it.</summary>
    public PageForm WithForeign(string name, params string[] values) =>
        new(Action, _names, [.. _fields.Where(f => f.Key != name), .. values.Select(v => KeyValuePair.Create(name, v))]);

    public PageForm Without(string name) => WithForeign(name);
}
