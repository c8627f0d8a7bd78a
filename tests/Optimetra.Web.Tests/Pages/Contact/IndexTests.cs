using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages.Contact;

[Collection(nameof(Site))]
public class IndexTests(OptimetraApplication app)
{
    [Fact]
    public async Task Post_OfWhatAPersonTyped_GivesAReceiptAndACaseWithTheirWords()
    {
        var visitor = app.AtPublicDoor();
        var form = (await visitor.FillInAsync("/contact"))
            .With("Input.Telephone", "+1 555 0100")
            .With("Input.ReplyBy", "Telephone");

        var answer = await visitor.SubmitAsync(form);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var receipt = Halves.Read(answer);
        Assert.Matches("^OPT(-[0-9A-HJKMNP-TV-Z]{4}){2}$", receipt.Reference);
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$", receipt.Code);

        var opened = await app.Desk.OpenAsync(receipt.Reference);
        Assert.Equal("Ada Example", opened.Fact("Name"));
        Assert.Equal("ada@example.org", opened.Fact("Email address"));
        Assert.Equal("+1 555 0100", opened.Fact("Telephone number"));
        Assert.Equal("By telephone", opened.Fact("How to be reached"));
        Assert.Equal("When do you open on Fridays?", opened.Fact("Message"));
        Assert.Equal("New", opened.Fact("State"));
        Assert.Equal("version of 2026-11-22", opened.Fact("Privacy policy"));
    }
}
