using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages.Contact;

[Collection(nameof(Site))]
public class InvalidInputTests(OptimetraApplication app)
{
    private const string Unshowable = "it holds characters that cannot be shown, which pasting from another program can bring along";

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "Name", "", "Enter your name" },
        { "Name", "   ", "Enter your name" },
        { "Name", "\u200B", "Enter your name" },
        { "Email", "\u2060", "Enter your email address" },
        { "Message", "\u3164\u200B", "Enter your message" },
        { "Name", new string('a', 121), "Shorten your name to 120 characters; it has 121 now" },
        { "Name", "Ada\u0001Example", $"Type your name again: {Unshowable}" },
        { "Email", "", "Enter your email address" },
        { "Email", "ada", "Enter an email address, like name@example.org" },
        { "Email", "Ada <ada@example.org>", "Enter an email address, like name@example.org" },
        { "Email", "ada@example.org,eve@example.org", "Enter an email address, like name@example.org" },
        { "Email", new string('a', 250) + "@example.org", "Enter an email address, like name@example.org" },
        { "Telephone", "call me", "Enter a telephone number, like 555 0100 or +1 555 0100" },
        { "Telephone", new string('5', 41), "Enter a telephone number, like 555 0100 or +1 555 0100" },
        { "ReplyBy", "Pigeon", "Choose how you want to be reached" },
        { "ReplyBy", "3", "Choose how you want to be reached" },
        { "ReplyBy", "2", "Choose how you want to be reached" },
        { "ReplyBy", " Telephone", "Choose how you want to be reached" },
        { "Message", "", "Enter your message" },
        { "Message", " \r\n ", "Enter your message" },
        { "Message", new string('m', 10_001), "Shorten your message to 10,000 characters; it has 10,001 now" },
        { "Message", string.Concat(Enumerable.Repeat("\U0001F600", 10_001)), "Shorten your message to 10,000 characters; it has 10,001 now" },
        { "Message", "Hello\uFFFE", $"Type your message again: {Unshowable}" },
        { "Name", "Ada\uFFFE", $"Type your name again: {Unshowable}" },
        { "Name", "Ada\u202Eelpmaxe", $"Type your name again: {Unshowable}" },
        { "Email", "ada\uFFFE@example.org", "Enter an email address, like name@example.org" },
        { "Message", "Hello\u0007", $"Type your message again: {Unshowable}" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Post_WithAMistakeInOneField_SaysWhatToDoThereKeepsWhatWasTypedAndNothingElse(string field, string typed, string message)
    {
        var form = (await app.AtPublicDoor().FillInAsync("/contact")).With($"Input.{field}", typed);

        await WrongInput.IsExplainedAsync(app, form, $"Input.{field}", message);
    }

    [Theory]
    [InlineData("m")]
    [InlineData("\u6F22")]
    [InlineData("\U0001F600")]
    [InlineData("e\u0301")]
    public async Task Post_OfAsManyCharactersAsPromised_IsReceivedInEveryScript(string character)
    {
        var form = (await app.AtPublicDoor().FillInAsync("/contact")).With("Input.Message", string.Concat(Enumerable.Repeat(character, 10_000)));

        Halves.Read(await app.AtPublicDoor().SubmitAsync(form));
    }

    [Fact]
    public async Task Post_WithoutAChoiceOfHowToBeReached_AsksForIt()
    {
        var form = (await app.AtPublicDoor().FillInAsync("/contact")).Without("Input.ReplyBy");

        await WrongInput.IsExplainedAsync(app, form, "Input.ReplyBy", "Choose how you want to be reached");
    }

    [Fact]
    public async Task Post_ToBeCalledWithoutANumber_AsksForTheNumber()
    {
        var form = (await app.AtPublicDoor().FillInAsync("/contact")).With("Input.ReplyBy", "Telephone");

        await WrongInput.IsExplainedAsync(
            app, form, "Input.Telephone", "Enter your telephone number, or choose to be reached by email");
        await WrongInput.IsExplainedAsync(
            app, form.With("Input.Telephone", "\u200B"), "Input.Telephone", "Enter your telephone number, or choose to be reached by email");
    }

    [Fact]
    public async Task Post_OfAnEmptyForm_SaysEverythingAtOnceInTheOrderOfTheFields()
    {
        var visitor = app.AtPublicDoor();
        var form = (await visitor.OpenAsync("/contact")).Form().With("Input.Telephone", "12");

        var answer = await app.KeepingNothingAsync(() => visitor.SubmitAsync(form));

        Assert.Equal(
            [
                "Enter your name",
                "Enter your email address",
                "Choose how you want to be reached",
                "Enter a telephone number, like 555 0100 or +1 555 0100",
                "Enter your message",
            ],
            answer.Problems);
        var fields = new[] { "#Input_Name", "#Input_Email", "#Input_ReplyBy", "#Input_Telephone", "#Input_Message" };
        Assert.Equal(fields, answer.Page.QuerySelectorAll(".error-summary a").Select(a => a.GetAttribute("href")));
        var shown = answer.Page.QuerySelectorAll("main form [id]").Select(e => "#" + e.Id).Where(fields.Contains);
        Assert.Equal(fields, shown);
    }

    [Fact]
    public async Task Post_ToBeCalledWithNeitherNumberNorName_SaysBothAtOnce()
    {
        var visitor = app.AtPublicDoor();
        var form = (await visitor.FillInAsync("/contact")).With("Input.Name", "").With("Input.ReplyBy", "Telephone");

        var answer = await visitor.SubmitAsync(form);

        Assert.Equal(["Enter your name", "Enter your telephone number, or choose to be reached by email"], answer.Problems);
    }

    [Theory]
    [InlineData("\U0001F600")]
    [InlineData("e\u0301")]
    public async Task Post_CountsWhatAReaderWouldCallACharacter(string character)
    {
        var name = string.Concat(Enumerable.Repeat(character, 120));

        var receipt = await app.SendAsync("/contact", ("Input.Name", name));

        Assert.Equal(name.Normalize(), (await app.Desk.OpenAsync(receipt.Reference)).Fact("Name"));
    }

    [Fact]
    public async Task Post_CorrectedAfterAMistake_IsReceivedOnce()
    {
        var visitor = app.AtPublicDoor();
        var wrong = await visitor.SubmitAsync((await visitor.FillInAsync("/contact")).With("Input.Email", "ada"));

        var before = await app.Desk.CountAsync();
        var receipt = Halves.Read(await visitor.SubmitAsync(wrong.Form().With("Input.Email", "ada@example.org")));

        Assert.Equal(before + 1, await app.Desk.CountAsync());
        Assert.Equal("New", (await app.Desk.OpenAsync(receipt.Reference)).Fact("State"));
    }
}
