using System.Globalization;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages.RequestInformation;

[Collection(nameof(Site))]
public class IndexTests(OptimetraApplication app)
{
    private const string HeldAboutMe = "The information you hold about me";

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "Question", "", "Enter what you want to know" },
        { "Question", new string('q', 10_001), "Shorten what you want to know to 10,000 characters; it has 10,001 now" },
        { "Question", "Why\u0002", "Type what you want to know again: it holds characters that cannot be shown, which pasting from another program can bring along" },
        { "Name", "", "Enter your name" },
        { "Email", "", "Enter your email address" },
        { "Email", "ada at example", "Enter an email address, like name@example.org" },
        { "Organisation", new string('o', 201), "Shorten the organization’s name to 200 characters; it has 201 now" },
        { "Telephone", "12", "Enter a telephone number, like 555 0100 or +1 555 0100" },
        { "ReplyBy", "Fax", "Choose how you want to be answered" },
        { "Topics", "Gossip", "Choose from the topics that are listed; they have changed since you opened this page" },
        { "WantedBy", "next week", "Enter the day as year-month-day, like 2030-01-31, or leave it empty" },
        { "WantedBy", "2026-02-30", "Enter the day as year-month-day, like 2030-01-31, or leave it empty" },
        { "WantedBy", "2020-01-01", "Enter a day from today to a year ahead, or leave it empty" },
        { "WantedBy", "2099-01-01", "Enter a day from today to a year ahead, or leave it empty" },
    };

    [Fact]
    public async Task Post_OfWhatAPersonTyped_GivesAReceiptAndACaseWithTheirWords()
    {
        var wanted = app.Clock.Today.AddDays(20);
        var visitor = app.AtPublicDoor();
        var form = (await visitor.FillInAsync("/request-information"))
            .With("Input.Topics", "Orders", HeldAboutMe)
            .With("Input.Organisation", "Example & Daughters")
            .With("Input.WantedBy", wanted.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        var answer = await visitor.SubmitAsync(form);

        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var opened = await app.Desk.OpenAsync(Halves.Read(answer).Reference);
        Assert.Equal("Ada Example", opened.Fact("Name"));
        Assert.Equal("Example & Daughters", opened.Fact("Organization"));
        Assert.Equal("ada@example.org", opened.Fact("Email address"));
        Assert.False(opened.HasFact("Telephone number"));
        Assert.Equal($"Orders {HeldAboutMe}", opened.Fact("Topics"));
        Assert.Equal("What became of my order?", opened.Fact("Question"));
        Assert.Equal("By email", opened.Fact("How to be answered"));
        Assert.Equal(wanted.ToString("d MMMM yyyy", CultureInfo.InvariantCulture), opened.Fact("Answer wanted by"));
        Assert.Equal("Information request", opened.Fact("Kind"));
    }

    [Fact]
    public async Task Get_AsksForTheNumberAfterHowToBeAnswered()
    {
        var page = (await app.AtPublicDoor().OpenAsync("/request-information")).Page;

        var asked = page.QuerySelectorAll("main form .field").Select(f => f.QuerySelector("label, legend")!.FirstChild!.TextContent.Trim()).ToList();
        Assert.Equal(
            ["How do you want to be answered?", "Telephone number", "By when do you need the answer?"], asked.SkipWhile(a => !a.StartsWith("How", StringComparison.Ordinal)));
        Assert.Contains("Organization", asked);
        Assert.Equal("Needed only if you want to be reached by telephone.", page.GetElementById("Input_Telephone-hint")!.TextContent);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Post_WithAMistakeInOneField_SaysWhatToDoThereKeepsWhatWasTypedAndNothingElse(string field, string typed, string message)
    {
        var form = (await app.AtPublicDoor().FillInAsync("/request-information")).With($"Input.{field}", typed);

        await WrongInput.IsExplainedAsync(app, form, $"Input.{field}", message);
    }

    [Fact]
    public async Task Post_WithoutATopic_AsksForOne()
    {
        var form = (await app.AtPublicDoor().FillInAsync("/request-information")).Without("Input.Topics");

        await WrongInput.IsExplainedAsync(app, form, "Input.Topics", "Choose at least one topic");
    }

    [Fact]
    public async Task Post_ToBeCalledWithoutANumber_AsksForTheNumber()
    {
        var form = (await app.AtPublicDoor().FillInAsync("/request-information")).With("Input.ReplyBy", "Telephone");

        await WrongInput.IsExplainedAsync(
            app, form, "Input.Telephone", "Enter your telephone number, or choose to be answered by email");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(366)]
    public async Task Post_WantedByTodayOrAYearAhead_IsReceived(int daysAhead)
    {
        var day = app.Clock.Today.AddDays(daysAhead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        await app.SendAsync("/request-information", ("Input.WantedBy", day));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(367)]
    public async Task Post_WantedByYesterdayOrLater_IsRefused(int daysAhead)
    {
        var day = app.Clock.Today.AddDays(daysAhead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var form = (await app.AtPublicDoor().FillInAsync("/request-information")).With("Input.WantedBy", day);

        await WrongInput.IsExplainedAsync(app, form, "Input.WantedBy", "Enter a day from today to a year ahead, or leave it empty");
    }

    [Fact]
    public async Task Get_OffersTheTopicsOfTheSettingsAndAlwaysTheOneAboutOneself()
    {
        await using var other = OptimetraApplication.With(
            ("Optimetra:InformationRequests:Topics:0", "Weather"), ("Optimetra:InformationRequests:Topics:1", "Tides"));

        var page = await other.AtPublicDoor().OpenAsync("/request-information");

        Assert.Equal(
            ["Weather", "Tides", "Working with Optimetra", "Something else", HeldAboutMe],
            page.Page.QuerySelectorAll("input[name='Input.Topics']").Select(topic => topic.GetAttribute("value")));
    }
}
