using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages.Receipt;

[Collection(nameof(Site))]
public class IndexTests(OptimetraApplication app)
{
    private const string SomeCode = "0000-0000-0000-0000-0000-0000";

    [Fact]
    public async Task Post_OfBothHalves_OpensTheFileWithWhatWasSent()
    {
        var receipt = await app.SendAsync("/contact", ("Input.Message", "Only staff and I may read this."));

        var answer = await OpenAsync(receipt);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal($"Case {receipt.Reference}", answer.Heading);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("Only staff and I may read this.", answer.Fact("Message"));
        // The code goes along in the forms, and nowhere that anybody reads.
        Assert.DoesNotContain(receipt.Code, answer.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(receipt.Code, answer.Page.Title, StringComparison.Ordinal);
        Assert.Equal("the privacy policy on this site since 22 November 2026", answer.Fact("Sent under"));
        Assert.EndsWith(
            "if nothing happens for 730 days; else 365 days after the case is closed. You are told 14 days before",
            answer.Fact("What you sent will be erased"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_SaysWhereTheCaseStands()
    {
        var receipt = await app.SendAsync("/contact");
        Assert.Equal("It has arrived, and nobody has taken it up yet.", (await OpenAsync(receipt)).TextOf(".lead"));

        await app.Desk.ActAsync(receipt.Reference, "take");
        Assert.Equal("A member of our staff has taken it up.", (await OpenAsync(receipt)).TextOf(".lead"));

        await app.Desk.ActAsync(receipt.Reference, "answered");
        Assert.Equal("It has been answered. The case is still open.", (await OpenAsync(receipt)).TextOf(".lead"));

        await app.Desk.ActAsync(receipt.Reference, "close");
        var closed = await OpenAsync(receipt);
        Assert.Equal("It has been dealt with, and the case is closed.", closed.TextOf(".lead"));
        Assert.Contains(
            "365 days after the case was closed or you last heard from each other",
            closed.Fact("What you sent will be erased"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ForACaseInTheSpamTray_SaysSoAndWhenItIsErased()
    {
        var receipt = await app.SendAsync("/contact", ("Input.Website", "https://casino.test"));

        var answer = await OpenAsync(receipt);

        Assert.Contains("looked like spam", answer.TextOf(".lead"), StringComparison.Ordinal);
        Assert.EndsWith("365 days after it was set aside", answer.Fact("What you sent will be erased"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ReadsGenerouslyWhatWasCopiedByHand()
    {
        var receipt = await app.SendAsync("/contact");
        var copied = new Halves(
            receipt.Reference.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal),
            $" {receipt.Code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal).Replace('0', 'o').Replace('1', 'l')} ");

        Assert.Equal($"Case {receipt.Reference}", (await OpenAsync(copied)).Heading);
    }

    [Fact]
    public async Task Post_AfterStaffReadTheCase_SaysSoByRoleWithoutAName()
    {
        var receipt = await app.SendAsync("/contact");
        await app.Desk.OpenAsync(receipt.Reference);

        var answer = await OpenAsync(receipt);

        Assert.Equal(
            ["You sent it", "An employee opened it, to answer it"],
            answer.Page.QuerySelectorAll(".ledger li span").Select(line => line.TextContent));
        Assert.DoesNotContain(Person.Administrator.Name, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OfAWrongReferenceAndOfAWrongCode_AnswerByteForByteTheSame()
    {
        var receipt = await app.SendAsync("/contact");
        var nobodys = new Halves("OPT-0000-0000", receipt.Code);
        var wrong = new Halves(receipt.Reference, SomeCode);

        var first = await OpenAsync(nobodys);
        var second = await OpenAsync(wrong);

        Assert.Equal(HttpStatusCode.BadRequest, first.Status);
        Assert.Equal(first.Status, second.Status);
        Assert.Equal(WithoutTyped(first, nobodys), WithoutTyped(second, wrong));
        Assert.Equal(first.HeaderNames.Order(), second.HeaderNames.Order());
        Assert.All(first.HeaderNames.Where(name => name != "Content-Length"), name => Assert.Equal(first.Header(name), second.Header(name)));
        Assert.Equal("No case matches this reference and code. Compare both with your receipt", Assert.Single(first.Problems));
    }

    [Theory]
    [InlineData("", SomeCode, "Reference", "Enter the reference")]
    [InlineData("7K3M", SomeCode, "Reference", "Enter the reference as on your receipt, like OPT-7K3M-9QXZ")]
    [InlineData("OPT-7K3M-9QXZ", "", "Code", "Enter the code")]
    [InlineData("OPT-7K3M-9QXZ", "1234", "Code", "Enter the code as on your receipt: six groups of four letters and digits")]
    [InlineData("OPT-7K3M-9QXZ", "0000-0000-0000-0000-0000-000U", "Code", "Enter the code as on your receipt: six groups of four letters and digits")]
    public async Task Post_OfWhatIsNoReceipt_SaysWhatToDo(string reference, string code, string field, string message)
    {
        var answer = await OpenAsync(new Halves(reference, code));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal([message], answer.Problems);
        WrongInput.IsWiredTogether(answer, $"Input.{field}", message);
    }

    [Fact]
    public async Task Get_WithBothHalvesInTheAddress_OpensNothing()
    {
        var receipt = await app.SendAsync("/contact");

        var answer = await app.AtPublicDoor().GetAsync($"/receipt?Input.Reference={receipt.Reference}&Input.Code={receipt.Code}");

        Assert.Equal("See the state of your case", answer.Heading);
        Assert.DoesNotContain(receipt.Code, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheReceipt_LeadsByButtonsToTheFileAndTheDownload()
    {
        var visitor = app.AtPublicDoor();
        var given = await visitor.SubmitAsync(await visitor.FillInAsync("/contact"));
        var receipt = Halves.Read(given);

        Assert.Equal($"Case {receipt.Reference}", (await visitor.SubmitAsync(given.Form("form[action='/receipt']"))).Heading);
        var file = await visitor.SubmitAsync(given.Form("form[action='/receipt/download']"));

        Assert.Equal(HttpStatusCode.OK, file.Status);
        Assert.Equal("text/plain; charset=utf-8", file.Header("Content-Type"));
        Assert.StartsWith($"attachment; filename={receipt.Reference}.txt", file.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal("no-store", file.Header("Cache-Control"));
        Assert.Contains(receipt.Reference, file.Text, StringComparison.Ordinal);
        Assert.Contains(receipt.Code, file.Text, StringComparison.Ordinal);
        Assert.Contains("https://www.optimetra.test/receipt", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_ByGet_IsNotAllowed()
    {
        var answer = await app.AtPublicDoor().GetAsync("/receipt/download");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal("POST", answer.Header("Allow"));
    }

    [Theory]
    [InlineData("OPT-0000-0000", SomeCode)]
    [InlineData("", "")]
    public async Task Download_WithWhatFitsNoCase_IsABadRequest(string reference, string code)
    {
        var form = (await app.AtPublicDoor().OpenAsync("/receipt")).Form().With("Input.Reference", reference).With("Input.Code", code);

        var answer = await app.AtPublicDoor().PostAsync("/receipt/download", new FormUrlEncodedContent(form.Fields));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Null(answer.Header("Content-Disposition"));
    }

    private static string WithoutTyped(Answer answer, Halves typed) => answer.Text
        .Replace(typed.Reference, "(reference)", StringComparison.Ordinal)
        .Replace(typed.Code, "(code)", StringComparison.Ordinal);

    private async Task<Answer> OpenAsync(Halves typed)
    {
        var visitor = app.AtPublicDoor();

        return await visitor.SubmitAsync((await visitor.OpenAsync("/receipt")).Form()
            .With("Input.Reference", typed.Reference).With("Input.Code", typed.Code));
    }
}
