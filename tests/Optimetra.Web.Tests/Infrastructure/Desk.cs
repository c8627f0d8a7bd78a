using System.Globalization;
using System.Net;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>The desk as the administrator sees it: the only way to know what was kept, since the database holds no name to look for.</summary>
public sealed class Desk(OptimetraApplication app)
{
    /// <summary>How many cases there are, in whatever state.</summary>
    public async Task<int> CountAsync()
    {
        var page = await ShowAsync("/staff/cases");

        return page.Page.QuerySelector(".views ul")!.QuerySelectorAll("a[href*='state='] .count")
            .Sum(count => int.Parse(count.TextContent, CultureInfo.InvariantCulture));
    }

    public Task<Answer> OpenAsync(string reference) => ShowAsync($"/staff/cases/{reference}");

    /// <summary>The references of a list, newest first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string query = "") =>
        [.. (await ShowAsync("/staff/cases" + query)).Page.QuerySelectorAll("tbody th a").Select(a => a.TextContent)];

    /// <summary>Presses a button of the case page.</summary>
    public async Task ActAsync(string reference, string handler)
    {
        var desk = await app.SignedInAsync(Person.Administrator);
        var answer = await desk.SubmitAsync((await OpenAsync(reference)).Form($"form[action$='/{handler}']"));
        Assert.Equal(HttpStatusCode.Found, answer.Status);
    }

    public async Task ShareAsync(string reference, Person with)
    {
        var desk = await app.SignedInAsync(Person.Administrator);
        await app.SignedInAsync(with);
        var page = await OpenAsync(reference);
        var member = page.Page.QuerySelectorAll("form[action$='/share'] .choice").Single(c => c.TextContent.Contains(with.Name, StringComparison.Ordinal))
            .QuerySelector("input")!.GetAttribute("value")!;
        var answer = await desk.SubmitAsync(page.Form("form[action$='/share']")
            .With("Share.Member", member)
            .With("Share.LastDay", app.Clock.Today.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        Assert.Equal(HttpStatusCode.Found, answer.Status);
    }

    private async Task<Answer> ShowAsync(string address)
    {
        var answer = await (await app.SignedInAsync(Person.Administrator)).GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.Status);

        return answer;
    }
}
