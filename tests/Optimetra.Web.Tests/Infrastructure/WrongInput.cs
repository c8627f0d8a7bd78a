using System.Net;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>What every form of the site does with input that it cannot take, whichever field it is.</summary>
public static class WrongInput
{
    public static async Task IsExplainedAsync(OptimetraApplication app, PageForm form, string field, string message)
    {
        var answer = await app.KeepingNothingAsync(() => app.AtPublicDoor().SubmitAsync(form));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal([message], answer.Problems);
        IsWiredTogether(answer, field, message);
        KeepsWhatWasTyped(form, answer);
        Assert.Equal(form["Token"], answer.Form()["Token"]);
    }

    /// <summary>Summary, message and control lead to one another, for whoever listens to the page.</summary>
    public static void IsWiredTogether(Answer answer, string field, string message)
    {
        var id = field.Replace('.', '_');
        var summary = answer.Page.QuerySelector(".error-summary[role=alert]")!;
        Assert.NotNull(answer.Page.GetElementById(summary.GetAttribute("aria-labelledby")!));
        Assert.Equal(message, summary.QuerySelector($"a[href='#{id}']")?.TextContent);

        var control = answer.Page.GetElementById(id)!;
        Assert.Equal(message, answer.Page.GetElementById($"{id}-error")?.TextContent);
        var described = control.GetAttribute("type") is "radio" or "checkbox" ? control.Closest("fieldset")! : control;
        Assert.Contains($"{id}-error", described.GetAttribute("aria-describedby")!.Split(' '));
        Assert.All(described.GetAttribute("aria-describedby")!.Split(' '), other => Assert.NotNull(answer.Page.GetElementById(other)));
        if (described == control)
        {
            Assert.Equal("true", control.GetAttribute("aria-invalid"));
        }

        Assert.StartsWith("Error: ", answer.TextOf("title"), StringComparison.Ordinal);
    }

    /// <summary>Everything that can stand in HTML at all; a NUL cannot, and a choice that is not on the page has no place on it.</summary>
    public static void KeepsWhatWasTyped(PageForm sent, Answer answer)
    {
        var shown = answer.Form();
        foreach (var (name, value) in sent.Fields.Where(f => f.Key != "Token" && !f.Value.Contains('\0', StringComparison.Ordinal)))
        {
            if (answer.Page.QuerySelector($"[name='{name}'][type=radio], [name='{name}'][type=checkbox]") is not null)
            {
                Assert.Equal(
                    answer.Page.QuerySelector($"[name='{name}'][value='{value}']") is not null,
                    shown.Fields.Contains(KeyValuePair.Create(name, value)));
            }
            else
            {
                Assert.Equal(value, shown[name]);
            }
        }
    }
}
