using System.Net;
using System.Text.Json;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages.Receipt;

/// <summary>What a sender does in their own file: every step by the forms that are really on the page.</summary>
[Collection(nameof(Site))]
public class FileTests(OptimetraApplication app)
{
    private readonly Visitor _sender = app.AtPublicDoor();

    [Fact]
    public async Task Message_IsShownToBothSides_AndTwiceTheSamePostIsOneMessage()
    {
        var receipt = await app.SendAsync("/contact");
        var form = (await OpenAsync(receipt)).Form("form[action='/receipt/message']").With("Message.Text", "And on Saturdays?");

        var answer = await _sender.SubmitAsync(form);
        var again = await _sender.SubmitAsync(form);

        Assert.Equal("Your message is with us.", answer.TextOf(".done"));
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal("And on Saturdays?", Assert.Single(again.Page.QuerySelectorAll(".entry .words")).TextContent);
        Assert.Equal("And on Saturdays?", (await app.Desk.OpenAsync(receipt.Reference)).TextOf(".entry.message .words"));
    }

    [Fact]
    public async Task Message_WithNothingInIt_ShowsTheFileWithTheErrorAtTheField()
    {
        var receipt = await app.SendAsync("/contact");

        var answer = await _sender.SubmitAsync((await OpenAsync(receipt)).Form("form[action='/receipt/message']"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        WrongInput.IsWiredTogether(answer, "Message.Text", "Enter your message");
        Assert.Equal($"Case {receipt.Reference}", answer.Heading);
    }

    [Fact]
    public async Task Message_ThatGivesTheCodeAway_IsRefusedWithAnExplanationAndKeepsWhatWasTyped()
    {
        var receipt = await app.SendAsync("/contact");
        var text = $"My code is {receipt.Code.ToLowerInvariant().Replace('-', ' ')}, is that right?";

        var answer = await _sender.SubmitAsync(
            (await OpenAsync(receipt)).Form("form[action='/receipt/message']").With("Message.Text", text));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("Take your receipt’s code out of the text", Assert.Single(answer.Problems), StringComparison.Ordinal);
        Assert.Equal(text, answer.TextOf("#Message_Text"));
        Assert.Empty((await app.Desk.OpenAsync(receipt.Reference)).Page.QuerySelectorAll(".entry"));
    }

    [Fact]
    public async Task Message_ToAClosedCase_OpensItAgain()
    {
        var receipt = await app.SendAsync("/contact");
        await app.Desk.ActAsync(receipt.Reference, "close");

        var answer = await _sender.SubmitAsync(
            (await OpenAsync(receipt)).Form("form[action='/receipt/message']").With("Message.Text", "One more thing."));

        Assert.Equal("It has arrived, and nobody has taken it up yet.", answer.TextOf(".lead"));
        Assert.Equal("New", (await app.Desk.OpenAsync(receipt.Reference)).Fact("State"));
    }

    [Fact]
    public async Task Reply_IsInTheFile_AndCountsAsTheAnswer()
    {
        var receipt = await app.SendAsync("/contact");
        await ReplyAsync(receipt, "On Fridays from nine.");

        var file = await OpenAsync(receipt);

        Assert.Equal("On Fridays from nine.", file.TextOf(".entry.reply .words"));
        Assert.StartsWith("We replied, an employee, ", file.TextOf(".entry.reply .entry-head"), StringComparison.Ordinal);
        Assert.EndsWith("so the promise was kept", file.Fact("Answered"), StringComparison.Ordinal);
        Assert.DoesNotContain(Person.Administrator.Name, file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerThatIsLate_IsSaidToBeLate()
    {
        await using var other = new OptimetraApplication();
        var receipt = await other.SendAsync("/contact");
        other.Sleep(TimeSpan.FromDays(9));
        var sender = other.AtPublicDoor();

        Assert.Contains("we are late, and are sorry", (await OpenAsync(sender, receipt)).Fact("Answer promised by"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correction_ShowsStaffBothVersions()
    {
        var receipt = await app.SendAsync("/contact", ("Input.Message", "I live at number 5."));
        var page = await PressAsync(receipt, "/receipt/correct");
        Assert.Equal("I live at number 5.", page.TextOf("[name='Correction.Answers[1].Text']"));

        var answer = await _sender.SubmitAsync(page.Form("form[action='/receipt/correct']").With("Correction.Answers[1].Text", "I live at number 7."));

        Assert.StartsWith("What you sent is corrected.", answer.TextOf(".done"), StringComparison.Ordinal);
        var desk = await app.Desk.OpenAsync(receipt.Reference);
        Assert.Equal("I live at number 7.", desk.Fact("Message corrected"));
        Assert.Contains("I live at number 5.", desk.TextOf(".earlier"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correction_WithAMistake_KeepsWhatWasTyped()
    {
        var receipt = await app.SendAsync("/contact");
        var form = (await PressAsync(receipt, "/receipt/correct")).Form("form[action='/receipt/correct']")
            .With("Correction.Email", "not an address").With("Correction.Name", "Ada Changed");

        var answer = await _sender.SubmitAsync(form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        WrongInput.IsWiredTogether(answer, "Correction.Email", "Enter an email address, like name@example.org");
        Assert.Equal("Ada Changed", answer.Page.QuerySelector("[name='Correction.Name']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Correction_OfWhatWasCorrectedMeanwhile_IsAConflictThatKeepsWhatWasTyped()
    {
        var receipt = await app.SendAsync("/contact");
        var first = (await PressAsync(receipt, "/receipt/correct")).Form("form[action='/receipt/correct']");
        var second = (await PressAsync(receipt, "/receipt/correct")).Form("form[action='/receipt/correct']");
        await _sender.SubmitAsync(first.With("Correction.Name", "Ada First"));

        var answer = await _sender.SubmitAsync(second.With("Correction.Name", "Ada Second"));

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("Ada Second", answer.Page.QuerySelector("[name='Correction.Name']")!.GetAttribute("value"));
        Assert.Equal("Ada First", (await app.Desk.OpenAsync(receipt.Reference)).TextOf(".sent > dl dd"));
        var third = await _sender.SubmitAsync(answer.Form("form[action='/receipt/correct']"));
        Assert.Equal(HttpStatusCode.OK, third.Status);
        Assert.Equal("Ada Second", (await app.Desk.OpenAsync(receipt.Reference)).TextOf(".sent > dl dd"));
    }

    [Fact]
    public async Task Withdrawal_AsksFirst_HidesItFromStaff_AndCanBeUndone()
    {
        var receipt = await app.SendAsync("/contact", ("Input.Message", "Not for anybody after all."));

        var asked = await PressAsync(receipt, "/receipt/withdraw");
        Assert.Equal($"Withdraw case {receipt.Reference}?", asked.Heading);
        Assert.Contains("Not for anybody", (await app.Desk.OpenAsync(receipt.Reference)).Text, StringComparison.Ordinal);

        var withdrawn = await _sender.SubmitAsync(asked.Form("form[action='/receipt/withdraw']"));
        Assert.Equal("You have withdrawn it. Our staff no longer see what you sent.", withdrawn.TextOf(".lead"));
        var desk = await app.Desk.OpenAsync(receipt.Reference);
        Assert.DoesNotContain("Not for anybody", desk.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@example.org", desk.Text, StringComparison.Ordinal);
        Assert.Equal("Withdrawn", desk.Fact("State"));

        await _sender.SubmitAsync(withdrawn.Form("form[action='/receipt/undo']"));
        Assert.Contains("Not for anybody", (await app.Desk.OpenAsync(receipt.Reference)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawal_SentAgainAfterItWasUndone_SaysSoAndDoesNothing()
    {
        var receipt = await app.SendAsync("/contact");
        var confirming = (await PressAsync(receipt, "/receipt/withdraw")).Form("form[action='/receipt/withdraw']");
        var withdrawn = await _sender.SubmitAsync(confirming);
        await _sender.SubmitAsync(withdrawn.Form("form[action='/receipt/undo']"));

        var again = await _sender.SubmitAsync(confirming);

        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Null(again.Page.QuerySelector(".done"));
        Assert.StartsWith("This form was sent before, and what it did has been undone since.", Assert.Single(again.Problems), StringComparison.Ordinal);
        Assert.Equal("New", (await app.Desk.OpenAsync(receipt.Reference)).Fact("State"));
    }

    [Fact]
    public async Task ACaseThatStaffReopened_DoesNotSayThatTheSenderWrote()
    {
        var receipt = await app.SendAsync("/contact");
        await ReplyAsync(receipt, "On Fridays.");
        await app.Desk.ActAsync(receipt.Reference, "close");
        await app.Desk.ActAsync(receipt.Reference, "reopen");

        Assert.Equal("Our staff have opened it again.", (await OpenAsync(receipt)).TextOf(".lead"));
    }

    [Fact]
    public async Task Erasure_AsksOnceMore_AndLeavesACertificateThatOpensAgain()
    {
        var receipt = await app.SendAsync("/contact", ("Input.Message", "Forget this."));
        var asked = await PressAsync(receipt, "/receipt/erase");
        Assert.Equal($"Erase case {receipt.Reference}?", asked.Heading);

        var erased = await _sender.SubmitAsync(asked.Form("form[action='/receipt/erase']"));

        Assert.Equal("you", erased.Fact("By"));
        Assert.DoesNotContain("Forget this.", erased.Text, StringComparison.Ordinal);
        var certificate = await OpenAsync(receipt);
        Assert.Equal("Certificate of deletion", certificate.TextOf(".certificate h2"));
        Assert.Contains("if one had to be put back, your case would be erased again", certificate.Fact("Backups"), StringComparison.Ordinal);
        Assert.Contains("These are kept without an end", certificate.Fact("What remains, and why"), StringComparison.Ordinal);
        Assert.Null(certificate.Page.QuerySelector("form[action='/receipt/message']"));
        Assert.Equal(HttpStatusCode.OK, (await _sender.SubmitAsync(asked.Form("form[action='/receipt/erase']"))).Status);
    }

    [Fact]
    public async Task TheCertificate_NamesHowLongBackupsAndTheRestAreKept()
    {
        await using var other = OptimetraApplication.With(("Optimetra:Erasure:TombstoneDays", "90"), ("Optimetra:Erasure:BackupDays", "35"));
        var receipt = await other.SendAsync("/contact");
        var sender = other.AtPublicDoor();
        var asked = await sender.SubmitAsync((await OpenAsync(sender, receipt)).Form("form[action='/receipt/erase']"));

        var certificate = await sender.SubmitAsync(asked.Form("form[action='/receipt/erase']"));

        Assert.Contains("kept for at most 35 days", certificate.Fact("Backups"), StringComparison.Ordinal);
        Assert.Contains("90 days after the erasure", certificate.Fact("What remains, and why"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHold_IsShownWithItsReason_AndWhatTheSenderAsksForWaitsForItsEnd()
    {
        var receipt = await app.SendAsync("/contact");
        var desk = await app.SignedInAsync(Person.Administrator);
        await desk.SubmitAsync((await app.Desk.OpenAsync(receipt.Reference)).Form("form[action$='/hold']").With("Hold.Reason", "A court has asked for it."));

        var asked = await PressAsync(receipt, "/receipt/erase");
        var waiting = await _sender.SubmitAsync(asked.Form("form[action='/receipt/erase']"));

        Assert.Equal("We have noted it. It is done as soon as the hold on your case ends.", waiting.TextOf(".done"));
        Assert.Contains("A court has asked for it.", waiting.TextOf(".alert"), StringComparison.Ordinal);
        await app.Desk.ActAsync(receipt.Reference, "release");
        Assert.Equal("you", (await OpenAsync(receipt)).Fact("By"));
    }

    [Fact]
    public async Task Export_IsAFileAfterThePublishedSchema_AndIsInTheLedger()
    {
        var receipt = await app.SendAsync("/contact", ("Input.Message", "Give it back."));

        var file = await PressAsync(receipt, "/receipt/export");

        Assert.Equal("application/json; charset=utf-8", file.Header("Content-Type"));
        Assert.StartsWith($"attachment; filename={receipt.Reference}.json", file.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal("no-store", file.Header("Cache-Control"));
        Assert.DoesNotContain(receipt.Code, file.Text, StringComparison.Ordinal);
        using var export = JsonDocument.Parse(file.Text);
        Assert.Equal("Give it back.", export.RootElement.GetProperty("sent")[0].GetProperty("answers")[1].GetProperty("answer").GetString());
        Assert.Contains("You took a copy", (await OpenAsync(receipt)).TextOf(".ledger"), StringComparison.Ordinal);

        var schema = await _sender.GetAsync("/receipt/export.schema.json");
        Assert.StartsWith("application/schema+json", schema.Header("Content-Type"), StringComparison.Ordinal);
        using var described = JsonDocument.Parse(schema.Text);
        Assert.Superset(
            described.RootElement.GetProperty("required").EnumerateArray().Select(p => p.GetString()!).ToHashSet(),
            export.RootElement.EnumerateObject().Select(p => p.Name).ToHashSet());
    }

    [Theory]
    [InlineData("message")]
    [InlineData("correct")]
    [InlineData("withdraw")]
    [InlineData("undo")]
    [InlineData("erase")]
    [InlineData("export")]
    public async Task EveryStep_WithAWrongCode_AnswersLikeTheDoorAndChangesNothing(string step)
    {
        var receipt = await app.SendAsync("/contact");
        var before = (await app.Desk.OpenAsync(receipt.Reference)).Page.QuerySelectorAll(".ledger li").Length;
        var form = (await OpenAsync(receipt)).Form("form[action='/receipt/message']")
            .With("Input.Code", "0000-0000-0000-0000-0000-0000").With("Message.Text", "Mine now.").WithForeign("confirmed", "yes");

        var answer = await _sender.PostAsync($"/receipt/{step}", new FormUrlEncodedContent(form.Fields));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("No case matches this reference and code. Compare both with your receipt", Assert.Single(answer.Problems));
        Assert.Null(answer.Header("Content-Disposition"));
        // The desk's own second look is folded into the line of its first.
        Assert.Equal(before, (await app.Desk.OpenAsync(receipt.Reference)).Page.QuerySelectorAll(".ledger li").Length);
    }

    [Fact]
    public async Task AStepThatThereIsNot_IsNotFound()
    {
        var receipt = await app.SendAsync("/contact");
        var form = (await OpenAsync(receipt)).Form("form[action='/receipt/export']");

        Assert.Equal(HttpStatusCode.NotFound, (await _sender.PostAsync("/receipt/publish", new FormUrlEncodedContent(form.Fields))).Status);
    }

    [Theory]
    [InlineData("message")]
    [InlineData("correct")]
    [InlineData("withdraw")]
    [InlineData("undo")]
    [InlineData("erase")]
    [InlineData("export")]
    public async Task EveryStep_WithNothingPosted_IsABadRequest(string step)
    {
        var answer = await _sender.PostAsync($"/receipt/{step}", new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task EveryStep_ByGet_ShowsNothingOfACase()
    {
        foreach (var step in new[] { "message", "correct", "withdraw", "undo", "erase", "export" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await _sender.GetAsync($"/receipt/{step}")).Status);
        }
    }

    [Fact]
    public async Task LostCode_AnswersTheSameWhetherThereIsSuchACaseOrNot()
    {
        var receipt = await app.SendAsync("/contact");

        var known = await AskForCodeAsync(receipt.Reference, "ada@example.org");
        var unknown = await AskForCodeAsync("OPT-0000-0000", "ada@example.org");
        var wrong = await AskForCodeAsync(receipt.Reference, "eve@example.org");

        Assert.Equal(HttpStatusCode.OK, known.Status);
        Assert.Equal("Look into your mail", known.Heading);
        Assert.Equal(known.Text, unknown.Text);
        Assert.Equal(known.Text, wrong.Text);
        Assert.Equal(known.HeaderNames.Order(), unknown.HeaderNames.Order());
    }

    [Fact]
    public async Task LostCode_IsSlowedDown()
    {
        await using var other = OptimetraApplication.With(("Optimetra:RateLimits:WrongCodes", "2"));
        var visitor = other.AtPublicDoor();
        var form = (await visitor.OpenAsync("/receipt/lost-code")).Form().With("Input.Reference", "OPT-0000-0000").With("Input.Email", "ada@example.org");
        await visitor.SubmitAsync(form);
        await visitor.SubmitAsync(form);

        var answer = await visitor.SubmitAsync(form);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.Equal("ada@example.org", answer.Page.QuerySelector("#Input_Email")!.GetAttribute("value"));
    }

    [Fact]
    public async Task NewCode_WithACodeThatWasNotMailed_SaysWhatToDo()
    {
        var receipt = await app.SendAsync("/contact");

        var answer = await _sender.SubmitAsync((await _sender.OpenAsync("/receipt/new-code")).Form()
            .With("Input.Reference", receipt.Reference).With("Input.Code", receipt.Code));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("No one-time code matches this reference.", Assert.Single(answer.Problems), StringComparison.Ordinal);
        Assert.Equal($"Case {receipt.Reference}", (await OpenAsync(receipt)).Heading);
    }

    private Task<Answer> OpenAsync(Halves receipt) => OpenAsync(_sender, receipt);

    private static async Task<Answer> OpenAsync(Visitor sender, Halves receipt) => await sender.SubmitAsync(
        (await sender.OpenAsync("/receipt")).Form().With("Input.Reference", receipt.Reference).With("Input.Code", receipt.Code));

    /// <summary>Opens the file and presses the button that leads to a step.</summary>
    private async Task<Answer> PressAsync(Halves receipt, string action) =>
        await _sender.SubmitAsync((await OpenAsync(receipt)).Form($"form[action='{action}']"));

    private async Task ReplyAsync(Halves receipt, string text)
    {
        var desk = await app.SignedInAsync(Person.Administrator);
        var answer = await desk.SubmitAsync((await app.Desk.OpenAsync(receipt.Reference)).Form("form[action$='/reply']").With("Reply.Text", text));
        Assert.Equal(HttpStatusCode.Found, answer.Status);
    }

    private async Task<Answer> AskForCodeAsync(string reference, string email) => await _sender.SubmitAsync(
        (await _sender.OpenAsync("/receipt/lost-code")).Form().With("Input.Reference", reference).With("Input.Email", email));
}
