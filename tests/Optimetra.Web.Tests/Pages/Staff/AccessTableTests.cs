using System.Globalization;
using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages.Staff;

/// <summary>
/// Who gets what at the desk, handler by handler. Each post is complete, taken from the page of somebody who may send it, and each
/// case is fresh and where the act makes sense: only who sends it differs.
/// </summary>
public class AccessTableTests(AccessTableTests.StaffedDesk app) : IClassFixture<AccessTableTests.StaffedDesk>
{
    private const string Case = "/staff/cases/{reference}/{handler?}";
    private const string SignIn = "sign in";

    /// <summary>A form that was sent without a sign-in comes back with what was typed.</summary>
    private const string SignedOut = "401";

    private static readonly string[] Who = ["nobody", "employee", "administrator", "shared", "not shared", "associate", "former"];

    private static readonly Dictionary<string, string[]> Table = new()
    {
        // In the order of the names above: nobody, employee, administrator, subcontractor with a share, without one, associate with one, former.
        ["GET /staff"] = [SignIn, "302", "302", "302", "302", "302", SignIn],
        ["GET /staff/cases"] = [SignIn, "200", "200", "200", "200", "200", SignIn],
        [$"GET {Case}"] = [SignIn, "200", "200", "200", "404", "200", SignIn],
        [$"POST {Case} Take"] = [SignedOut, "302", "302", "403", "404", "403", SignedOut],
        [$"POST {Case} Answered"] = [SignedOut, "302", "302", "403", "404", "403", SignedOut],
        [$"POST {Case} Close"] = [SignedOut, "302", "302", "403", "404", "403", SignedOut],
        [$"POST {Case} Reopen"] = [SignedOut, "302", "302", "403", "404", "403", SignedOut],
        [$"POST {Case} Spam"] = [SignedOut, "302", "302", "403", "404", "403", SignedOut],
        [$"POST {Case} NoSpam"] = [SignedOut, "302", "302", "403", "404", "403", SignedOut],
        [$"POST {Case} Hold"] = [SignedOut, "403", "302", "403", "404", "403", SignedOut],
        [$"POST {Case} Release"] = [SignedOut, "403", "302", "403", "404", "403", SignedOut],
        [$"POST {Case} Erase"] = [SignedOut, "403", "302", "403", "404", "403", SignedOut],
        [$"POST {Case} Reply"] = [SignedOut, "302", "302", "302", "404", "302", SignedOut],
        [$"POST {Case} Note"] = [SignedOut, "302", "302", "302", "404", "302", SignedOut],
        [$"POST {Case} Share"] = [SignedOut, "302", "302", "403", "404", "403", SignedOut],
        [$"POST {Case} EndShare"] = [SignedOut, "302", "302", "403", "404", "403", SignedOut],
        ["GET /staff/members/{handler?}"] = [SignIn, "403", "200", "403", "403", "403", SignIn],
        ["POST /staff/members/{handler?} Invite"] = [SignedOut, "403", "200", "403", "403", "403", SignedOut],
        ["POST /staff/members/{handler?} Deactivate"] = [SignedOut, "403", "302", "403", "403", "403", SignedOut],
        ["POST /staff/members/{handler?} Void"] = [SignedOut, "403", "302", "403", "403", "403", SignedOut],
        ["GET /staff/outbox/{handler?}"] = [SignIn, "403", "200", "403", "403", "403", SignIn],
        ["POST /staff/outbox/{handler?} Retry"] = [SignedOut, "403", "302", "403", "403", "403", SignedOut],
        // Open to anybody who holds what they ask for: the link, or address and password. Here the password is wrong.
        ["GET /staff/join/{secret}"] = ["200", "200", "200", "200", "200", "200", "200"],
        ["POST /staff/join/{secret}"] = ["400", "400", "400", "400", "400", "400", "400"],
        ["GET /staff/sign-in"] = ["200", "200", "200", "200", "200", "200", "200"],
        ["POST /staff/sign-in"] = ["400", "400", "400", "400", "400", "400", "400"],
        ["POST /staff/sign-out"] = ["302", "302", "302", "302", "302", "302", "302"],
    };

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (handler, _) in Table)
            {
                Array.ForEach(Who, who => rows.Add(handler, who));
            }

            return rows;
        }
    }

    [Fact]
    public async Task EveryHandlerOfTheDesk_HasARow()
    {
        var handlers = (await Endpoints.HandlersAsync(app)).Where(h => h.Split(' ')[1].StartsWith("/staff", StringComparison.Ordinal));

        Assert.Equal(handlers.Order(StringComparer.Ordinal), Table.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Handler_SentBySomebody_IsAnsweredAsTheTableSays(string handler, string who)
    {
        var visitor = await VisitorAsync(who);

        var answer = await AskAsync(visitor, handler, StaffedDesk.LeavingFor(who));
        if (handler == "POST /staff/sign-out" && who != "nobody")
        {
            app.ForgetSignIn(StaffedDesk.PersonOf(who));
        }

        var got = answer.Status == HttpStatusCode.Found && answer.Location!.Contains("/staff/sign-in?returnUrl=", StringComparison.Ordinal)
            ? SignIn
            : ((int)answer.Status).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(Table[handler][Array.IndexOf(Who, who)], got);
    }

    [Fact]
    public async Task ARefusedAct_ChangesNothing()
    {
        var receipt = await SharedCaseAsync();
        var subcontractor = await app.SignedInAsync(Person.Subcontractor);
        foreach (var act in new[] { "take", "answered", "close", "spam" })
        {
            var form = (await app.Desk.OpenAsync(receipt.Reference)).Form($"form[action$='/{act}']");
            Assert.Equal(HttpStatusCode.Forbidden, (await subcontractor.SubmitAsync(form)).Status);
        }

        Assert.Equal("New", (await app.Desk.OpenAsync(receipt.Reference)).Fact("State"));
    }

    [Fact]
    public async Task AFormSentAfterTheSignInHasEnded_ComesBackWithWhatWasWritten()
    {
        var receipt = await SharedCaseAsync();
        var page = await app.Desk.OpenAsync(receipt.Reference);

        var answer = await app.AtDesk().SubmitAsync(
            page.Form("form[action$='/note']").With("Note.Text", "Three lines that took an hour."),
            ("Sec-Fetch-Site", "same-origin"),
            ("Referer", $"https://desk.optimetra.test:8443/staff/cases/{receipt.Reference}"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("Three lines that took an hour.", answer.TextOf("main textarea"));
        Assert.EndsWith(
            $"returnUrl=%2Fstaff%2Fcases%2F{receipt.Reference}",
            answer.Page.QuerySelector("main a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.DoesNotContain("Three lines", (await app.Desk.OpenAsync(receipt.Reference)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACaseThatIsNotShared_IsNeitherListedNorCountedNorFound()
    {
        var receipt = await SharedCaseAsync();
        foreach (var (person, sees) in new[] { (Person.Subcontractor, true), (Person.OtherSubcontractor, false) })
        {
            var visitor = await app.SignedInAsync(person);
            var list = await visitor.GetAsync("/staff/cases");
            Assert.Equal(sees, list.Text.Contains(receipt.Reference, StringComparison.Ordinal));
            Assert.Equal(sees, list.TextOf(".views li a .count") != "0");
            var found = await visitor.GetAsync($"/staff/cases?reference={receipt.Reference}");
            Assert.Equal(sees ? HttpStatusCode.Found : HttpStatusCode.OK, found.Status);
        }
    }

    [Fact]
    public async Task AShare_IsOverAfterItsLastDayOrWhenItIsEnded()
    {
        var receipt = await SharedCaseAsync();
        var ended = await app.SignedInAsync(Person.Subcontractor);
        var page = await app.Desk.OpenAsync(receipt.Reference);
        var share = page.Page.QuerySelectorAll(".shares li").Single(li => li.TextContent.Contains(Person.Subcontractor.Name, StringComparison.Ordinal));
        var administrator = await app.SignedInAsync(Person.Administrator);
        await administrator.SubmitAsync(PageForm.Read(share.QuerySelector("form")!, ""));
        Assert.Equal(HttpStatusCode.NotFound, (await ended.GetAsync($"/staff/cases/{receipt.Reference}")).Status);

        await using var other = new OptimetraApplication();
        var later = await other.SendAsync("/contact");
        await other.Desk.ShareAsync(later.Reference, Person.Subcontractor);
        other.Sleep(TimeSpan.FromDays(31) - (other.Clock.GetUtcNow().TimeOfDay + TimeSpan.FromSeconds(30)));
        Assert.Equal(HttpStatusCode.OK, (await (await other.SignedInAsync(Person.Subcontractor)).GetAsync($"/staff/cases/{later.Reference}")).Status);
        other.Sleep(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.NotFound, (await (await other.SignedInAsync(Person.Subcontractor)).GetAsync($"/staff/cases/{later.Reference}")).Status);
    }

    [Fact]
    public async Task EndingAMembersAccess_TakesEffectOnTheirNextRequest()
    {
        var leaver = new Person("Lea Leaver", "lea@optimetra.test", "Employee");
        var visitor = await app.SignedInAsync(leaver);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/staff/cases")).Status);

        await app.DeactivateAsync(leaver);

        Assert.Equal(HttpStatusCode.Found, (await visitor.GetAsync("/staff/cases")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await OptimetraApplication.SignInAsync(app.AtDesk(), leaver)).Status);
    }

    [Fact]
    public async Task AnInvitationForAnAdministrator_MakesOne()
    {
        var deputy = new Person("Dora Deputy", "dora@optimetra.test", "Employee");
        var administrator = await app.SignedInAsync(Person.Administrator);
        var form = (await administrator.OpenAsync("/staff/members")).Form("form[action$='/invite']")
            .With("Input.Name", deputy.Name).With("Input.Email", deputy.Email).With("Input.Role", "Employee").With("Input.Administrator", "yes");
        var link = new Uri((await administrator.SubmitAsync(form)).TextOf("code.long")).AbsolutePath;
        await app.JoinAsync(deputy, link);

        var visitor = app.AtDesk();
        await OptimetraApplication.SignInAsync(visitor, deputy);

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/staff/members")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.AtDesk().GetAsync(link)).Status);
    }

    private async Task<Visitor> VisitorAsync(string who) => who switch
    {
        "nobody" => app.AtDesk(),
        "former" => await app.FormerAsync(),
        _ => await app.SignedInAsync(StaffedDesk.PersonOf(who)),
    };

    private async Task<Answer> AskAsync(Visitor visitor, string handler, Person leaving)
    {
        var administrator = await app.SignedInAsync(Person.Administrator);
        switch (handler.Split(' '))
        {
            case ["GET", Case]:
                return await visitor.GetAsync($"/staff/cases/{(await SharedCaseAsync()).Reference}");

            case ["POST", Case, var act]:
                var reference = (await SharedCaseAsync()).Reference;
                if (act is "Reopen" or "NoSpam")
                {
                    await app.Desk.ActAsync(reference, act == "Reopen" ? "close" : "spam");
                }

                if (act is "Release")
                {
                    await administrator.SubmitAsync(
                        (await app.Desk.OpenAsync(reference)).Form("form[action$='/hold']").With("Hold.Reason", "A court asked for it."));
                }

                var page = await app.Desk.OpenAsync(reference);
                var form = page.Form($"form[action$='/{act.ToLowerInvariant()}']");
                return await visitor.SubmitAsync(act switch
                {
                    "Note" => form.With("Note.Text", "Seen."),
                    "Reply" => form.With("Reply.Text", "We do."),
                    "Hold" => form.With("Hold.Reason", "A court asked for it."),
                    "Share" => form
                        .With("Share.Member", page.Page.QuerySelector("[name='Share.Member']")!.GetAttribute("value")!)
                        .With("Share.LastDay", app.Clock.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                    _ => form,
                });

            case ["GET", "/staff/members/{handler?}"]:
                return await visitor.GetAsync("/staff/members");

            case ["POST", "/staff/members/{handler?}", "Invite"]:
                return await visitor.SubmitAsync((await administrator.OpenAsync("/staff/members")).Form("form[action$='/invite']")
                    .With("Input.Name", "Nell Newcomer").With("Input.Email", "nell@optimetra.test").With("Input.Role", "Associate"));

            case ["POST", "/staff/members/{handler?}", "Deactivate"]:
                await app.SignedInAsync(leaving);
                var row = (await administrator.OpenAsync("/staff/members")).Page.QuerySelectorAll("tbody tr")
                    .Single(tr => tr.TextContent.Contains(leaving.Email, StringComparison.Ordinal));
                return await visitor.SubmitAsync(PageForm.Read(row.QuerySelector("form")!, ""));

            case ["POST", "/staff/members/{handler?}", "Void"]:
                await app.InviteAsync(StaffedDesk.Joining);
                return await visitor.SubmitAsync((await administrator.OpenAsync("/staff/members")).Form("form[action$='/void']"));

            case ["GET", "/staff/outbox/{handler?}"]:
                return await visitor.GetAsync("/staff/outbox");

            case ["POST", "/staff/outbox/{handler?}", "Retry"]:
                var shared = await SharedCaseAsync();
                var mail = (await administrator.OpenAsync("/staff/outbox")).Page.QuerySelectorAll("tbody tr")
                    .First(tr => tr.TextContent.Contains(shared.Reference, StringComparison.Ordinal)
                        && tr.TextContent.Contains("A case is shared with you", StringComparison.Ordinal));
                return await visitor.SubmitAsync(PageForm.Read(mail.QuerySelector("form")!, ""));

            case ["GET", "/staff/join/{secret}"]:
                return await visitor.GetAsync(await app.InviteAsync(StaffedDesk.Joining));

            case ["POST", "/staff/join/{secret}"]:
                var link = await app.InviteAsync(StaffedDesk.Joining);
                return await visitor.SubmitAsync((await app.AtDesk().OpenAsync(link)).Form().With("Input.Password", "short"));

            case ["POST", "/staff/sign-in"]:
                return await visitor.SubmitAsync((await app.AtDesk().OpenAsync("/staff/sign-in")).Form()
                    .With("Input.Email", "nobody@optimetra.test").With("Input.Password", "not the password"));

            case ["POST", "/staff/sign-out"]:
                return await visitor.SubmitAsync((await administrator.OpenAsync("/staff/cases")).Form("form[action='/staff/sign-out']"));

            default:
                return await visitor.GetAsync(handler.Split(' ')[1]);
        }
    }

    private async Task<Halves> SharedCaseAsync()
    {
        var receipt = await app.SendAsync("/contact");
        await app.SignedInAsync(Person.OtherSubcontractor);
        await app.Desk.ShareAsync(receipt.Reference, Person.Subcontractor);
        await app.Desk.ShareAsync(receipt.Reference, Person.Associate);

        return receipt;
    }

    /// <summary>A desk with everybody at it, and one who was.</summary>
    public sealed class StaffedDesk : OptimetraApplication
    {
        public static readonly Person Joining = new("Jo Joining", "jo@optimetra.test", "Associate");

        private Visitor? _former;

        /// <summary>Its mail server is never there: mails stay in the outbox, to be tried again.</summary>
        public StaffedDesk()
            : base(new Dictionary<string, string>
            {
                ["Optimetra:Mail:Host"] = "127.0.0.1",
                ["Optimetra:Mail:Port"] = "1",
                ["Optimetra:Mail:StartTls"] = "false",
            })
        {
        }

        /// <summary>Whose access is to end; somebody else each time, since it ends only once.</summary>
        public static Person LeavingFor(string who) =>
            new("Lars Leaving", $"lars-{who.Replace(' ', '-')}@optimetra.test", "Associate");

        public static Person PersonOf(string who) => who switch
        {
            "employee" => Person.Employee,
            "administrator" => Person.Administrator,
            "shared" => Person.Subcontractor,
            "not shared" => Person.OtherSubcontractor,
            "associate" => Person.Associate,
            "former" => Person.Former,
            _ => throw new ArgumentException($"Who is {who}?"),
        };

        /// <summary>A browser that was signed in when access ended.</summary>
        public async Task<Visitor> FormerAsync()
        {
            if (_former is null)
            {
                _former = await SignedInAsync(Person.Former);
                await DeactivateAsync(Person.Former);
            }

            return _former;
        }
    }
}
