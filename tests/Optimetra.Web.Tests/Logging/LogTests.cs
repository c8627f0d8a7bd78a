using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Logging;

/// <summary>
/// What is logged is read where it leaves the program, as lines of JSON on the console with every property, scope and exception.
/// </summary>
public sealed class LogTests : IDisposable
{
    private const string Marker = "Zanzibar";

    private readonly OptimetraApplication _app = new();

    [Fact]
    public async Task NothingThatPeopleSend_IsLogged()
    {
        var visitor = _app.AtPublicDoor();
        var contact = (await visitor.FillInAsync("/contact"))
            .With("Input.Name", $"{Marker}Name").With("Input.Email", $"{Marker}@mail.test").With("Input.Telephone", "+1 555 0173 9911")
            .With("Input.Message", $"{Marker}Message").With("Input.Website", $"{Marker}Website");
        var given = await visitor.SubmitAsync(contact);
        var receipt = Halves.Read(given);
        await visitor.SubmitAsync(contact.With("Input.Message", $"{Marker}Other"));
        await visitor.SubmitAsync(contact.With("Input.Email", $"{Marker} at mail"));
        await visitor.SubmitAsync(contact, ("Sec-Fetch-Site", "cross-site"), ("Origin", $"https://{Marker}.test"));
        await visitor.SubmitAsync(contact, ("Sec-Fetch-Site", "same-origin"), (TestHooks.Throw, "anything"));
        await visitor.SubmitAsync(contact, ("Sec-Fetch-Site", "same-origin"), (TestHooks.Throw, "storage"));
        await visitor.SubmitAsync(contact.WithForeign($"{Marker}Field", new string('x', 70_000)));
        await visitor.PostAsync("/contact", new StringContent($"{{\"name\":\"{Marker}\"}}"));
        await visitor.GetAsync($"/{Marker}?q={Marker}", ("User-Agent", $"{Marker}Browser"), ("Referer", $"https://{Marker}.test/"));
        await visitor.SubmitAsync(given.Form("form[action='/receipt']"));
        await visitor.SubmitAsync(given.Form("form[action='/receipt/download']"));
        var request = (await visitor.FillInAsync("/request-information"))
            .With("Input.Question", $"{Marker}Question").With("Input.Organisation", $"{Marker}Organisation");
        await visitor.SubmitAsync(request);
        var desk = await _app.SignedInAsync(Person.Administrator);
        await desk.SubmitAsync(
            (await _app.Desk.OpenAsync(receipt.Reference)).Form("form[action$='/note']").With("Input.Note", $"{Marker}Note"));

        IsNotLogged(Marker);
        IsNotLogged("0173 9911");
        IsNotLogged("01739911");
        IsNotLogged(receipt.Code);
        IsNotLogged(receipt.Code.Replace("-", "", StringComparison.Ordinal));
        IsNotLogged(contact["Token"]!);
        IsLogged("\"Method\":\"POST\",\"Route\":\"/?contact\",\"Door\":\"Public\",\"Status\":200");
        IsLogged("\"Exception\":\"System.InvalidOperationException");
    }

    [Fact]
    public async Task NothingThatOpensTheDesk_IsLogged()
    {
        var person = Person.Subcontractor;
        await _app.SignedInAsync(Person.Administrator);
        var link = await _app.InviteAsync(person);
        await _app.AtDesk().GetAsync(link, (TestHooks.Throw, "anything"));
        await _app.AtDesk().GetAsync(link, (TestHooks.Throw, "storage"));
        await _app.JoinAsync(person, link);
        await _app.AtDesk().GetAsync(link);
        var wrong = new Person("Eve", "eve-at-the-door@optimetra.test", "Employee");
        await OptimetraApplication.SignInAsync(_app.AtDesk(), wrong);
        var signedIn = await OptimetraApplication.SignInAsync(_app.AtDesk(), person);

        IsNotLogged(link.Split('/')[^1]);
        IsNotLogged(_app.FirstRunLink.Split('/')[^1]);
        IsNotLogged(person.Password);
        IsNotLogged(person.Email);
        IsNotLogged(person.Name);
        IsNotLogged(wrong.Email);
        IsNotLogged(signedIn.SetCookies[0].Split('=', ';')[1]);
        IsLogged("\"Route\":\"/?staff/join/{secret}\"");
    }

    [Fact]
    public void TheFirstRunLink_IsPrintedOnceAndNotLogged()
    {
        var link = _app.FirstRunLink;

        Assert.Single(CapturedConsole.Instance.ReadAll().Split('\n'), line => line.Contains(link, StringComparison.Ordinal));
        IsNotLogged(link);
    }

    public void Dispose() => _app.Dispose();

    private static IEnumerable<string> Lines() =>
        CapturedConsole.Instance.ReadAll().Split('\n').Where(line => line.StartsWith('{'));

    private static void IsNotLogged(string secret) =>
        Assert.DoesNotContain(Lines(), line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));

    /// <summary>That the log is read at all, and that what must be in it is.</summary>
    private static void IsLogged(string pattern) => Assert.Contains(
        Lines(), line => System.Text.RegularExpressions.Regex.IsMatch(line, pattern.Replace("{", "\\{", StringComparison.Ordinal)));
}
