using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>
/// The whole site on a data directory of its own, as an operator would run it: in Production, both doors at https. Only the clock
/// stands in.
/// </summary>
public partial class OptimetraApplication : WebApplicationFactory<Program>
{
    public const string CompanyEmail = "hello@optimetra.test";

    private static readonly CapturedConsole Output = CapturedConsole.Instance;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("optimetra-tests-");
    private readonly HashSet<Person> _joined = [];
    private readonly Dictionary<Person, Visitor> _signedIn = [];
    private readonly Dictionary<string, string> _settings = new()
    {
        ["Optimetra:Public:Url"] = "https://www.optimetra.test",
        ["Optimetra:Staff:Url"] = "https://desk.optimetra.test:8443",
        ["Optimetra:Company:Email"] = CompanyEmail,
        // As published: a build's own files are else served anew each time, so that whoever edits them sees the change.
        ["ReloadStaticAssetsAtRuntime"] = "false",
        // Every test comes from the same address; their own tests lower them again.
        ["Optimetra:RateLimits:FormPosts"] = "100000",
        ["Optimetra:RateLimits:WrongCodes"] = "100000",
        ["Optimetra:RateLimits:SignIns"] = "100000",
        ["Optimetra:RateLimits:SignInsTogether"] = "100000",
    };

    private string _saidAtStart = "";

    public OptimetraApplication()
        : this([])
    {
    }

    protected OptimetraApplication(IEnumerable<KeyValuePair<string, string>> settings)
    {
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }

        Desk = new Desk(this);
    }

    public MovableClock Clock { get; } = new();

    public Desk Desk { get; }

    public Uri PublicUrl => new(_settings["Optimetra:Public:Url"]);

    public Uri StaffUrl => new(_settings["Optimetra:Staff:Url"]);

    protected virtual string Environment => "Production";

    /// <summary>Null for the project's own folder.</summary>
    protected virtual string? ContentRoot => null;

    /// <summary>The link that the start printed, without the desk's origin.</summary>
    public string FirstRunLink
    {
        get
        {
            _ = Services;

            return FirstRunAddress().Match(_saidAtStart) is { Success: true } found
                ? found.Groups[1].Value
                : throw new InvalidOperationException("The start printed no first-run link.");
        }
    }

    public static OptimetraApplication With(params (string Name, string Value)[] settings) =>
        new(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)));

    public Visitor AtPublicDoor() => At(PublicUrl, keepCookies: false);

    /// <summary>A browser at the desk in which nobody has signed in.</summary>
    public Visitor AtDesk() => At(StaffUrl, keepCookies: true);

    /// <summary>The browser of a member of staff, who joined by a link and signed in by the form.</summary>
    public async Task<Visitor> SignedInAsync(Person person)
    {
        if (!_signedIn.TryGetValue(person, out var visitor))
        {
            if (_joined.Add(person))
            {
                await JoinAsync(person, await InviteAsync(person));
            }

            visitor = AtDesk();
            var signedIn = await SignInAsync(visitor, person);
            Assert.Equal(HttpStatusCode.Found, signedIn.Status);
            _signedIn[person] = visitor;
        }

        return visitor;
    }

    /// <summary>Lets so much time pass that every sign-in at the desk is over, and forgets them.</summary>
    public void Sleep(TimeSpan time)
    {
        Clock.Advance(time);
        _signedIn.Clear();
    }

    /// <summary>The person has signed out somewhere, so the browser that was kept for them is no longer signed in.</summary>
    public void ForgetSignIn(Person person) => _signedIn.Remove(person);

    public static async Task<Answer> SignInAsync(Visitor visitor, Person person, string query = "") =>
        await visitor.SubmitAsync((await visitor.OpenAsync("/staff/sign-in" + query)).Form()
            .With("Input.Email", person.Email)
            .With("Input.Password", person.Password));

    /// <summary>The address of a link by which the person can join.</summary>
    public async Task<string> InviteAsync(Person person)
    {
        if (person == Person.Administrator)
        {
            return FirstRunLink;
        }

        var administrator = await SignedInAsync(Person.Administrator);
        var form = (await administrator.OpenAsync("/staff/members")).Form("form[action$='/invite']")
            .With("Input.Name", person.Name)
            .With("Input.Email", person.Email)
            .With("Input.Role", person.Role);
        var answer = await administrator.SubmitAsync(form);

        return new Uri(answer.TextOf("code.long")).AbsolutePath;
    }

    public async Task<Answer> JoinAsync(Person person, string link)
    {
        var visitor = AtDesk();
        var form = (await visitor.OpenAsync(link)).Form().With("Input.Password", person.Password);
        if (person == Person.Administrator)
        {
            form = form.With("Input.Name", person.Name).With("Input.Email", person.Email);
        }

        return await visitor.SubmitAsync(form);
    }

    /// <summary>Ends somebody's access, by the button on the members' page.</summary>
    public async Task DeactivateAsync(Person person)
    {
        var administrator = await SignedInAsync(Person.Administrator);
        var row = (await administrator.OpenAsync("/staff/members")).Page.QuerySelectorAll("tbody tr")
            .Single(tr => tr.TextContent.Contains(person.Email, StringComparison.Ordinal));
        var answer = await administrator.SubmitAsync(PageForm.Read(row.QuerySelector("form")!, ""));
        Assert.Equal(HttpStatusCode.Found, answer.Status);
    }

    /// <summary>Sends the form of a public page as Ada Example does, and returns the receipt.</summary>
    public async Task<Halves> SendAsync(string address, params (string Name, string Value)[] fields)
    {
        var visitor = AtPublicDoor();
        var form = await visitor.FillInAsync(address);
        foreach (var (name, value) in fields)
        {
            form = form.With(name, value);
        }

        return Halves.Read(await visitor.SubmitAsync(form));
    }

    /// <summary>Runs the request and sees that no case came of it.</summary>
    public async Task<Answer> KeepingNothingAsync(Func<Task<Answer>> request)
    {
        var before = await Desk.CountAsync();
        var answer = await request();
        Assert.Equal(before, await Desk.CountAsync());

        return answer;
    }

    public Visitor At(Uri origin, bool keepCookies) => new(
        CreateClient(new WebApplicationFactoryClientOptions
        {
            BaseAddress = origin,
            AllowAutoRedirect = false,
            HandleCookies = keepCookies,
        }),
        Clock);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environment);
        builder.UseSetting("Optimetra:DataDirectory", _data.FullName);
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        if (ContentRoot is { } root)
        {
            builder.UseContentRoot(root);
        }

        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            TestHooks.AddTo(services);
        });
    }

    protected override IHost CreateHost(IHostBuilder builder)
    {
        var said = Output.Follow();
        var host = base.CreateHost(builder);
        _saidAtStart = said.ToString();

        return host;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _data.Exists)
        {
            _data.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"https?://\S+?(/staff/join/\S+)")]
    private static partial Regex FirstRunAddress();
}
