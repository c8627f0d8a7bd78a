using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Forms;

/// <summary>What people type is text, wherever it is shown.</summary>
[Collection(nameof(Site))]
public class TypedHtmlTests(OptimetraApplication app)
{
    private const string Markup = "\"><script>alert(1)</script><img src=x onerror=alert(2)></textarea><b>bold</b> & &lt;";

    [Theory]
    [InlineData("/contact", "Name", "Name")]
    [InlineData("/contact", "Message", "Message")]
    [InlineData("/request-information", "Question", "Question")]
    [InlineData("/request-information", "Organisation", "Organization")]
    [InlineData("/request-information", "Website", "In the field that people do not see")]
    public async Task Markup_IsShownAsTextAtTheDesk(string address, string field, string term)
    {
        var receipt = await app.SendAsync(address, ($"Input.{field}", Markup));

        var opened = await app.Desk.OpenAsync(receipt.Reference);

        Assert.Equal(Markup, opened.Fact(term));
        Assert.Empty(opened.Page.QuerySelectorAll("script, main img, main b, [onerror]"));
    }

    [Theory]
    [InlineData("/contact", "Name")]
    [InlineData("/contact", "Email")]
    [InlineData("/contact", "Telephone")]
    [InlineData("/contact", "Message")]
    [InlineData("/contact", "Website")]
    [InlineData("/request-information", "Question")]
    [InlineData("/request-information", "WantedBy")]
    public async Task Markup_IsShownAsTextInTheFormThatComesBack(string address, string field)
    {
        var visitor = app.AtPublicDoor();
        var form = (await visitor.FillInAsync(address)).With($"Input.{field}", Markup).Without("Input.ReplyBy");

        var answer = await visitor.SubmitAsync(form);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(Markup, answer.Page.QuerySelector($"[name='Input.{field}']") is AngleSharp.Html.Dom.IHtmlTextAreaElement area
            ? area.Value
            : answer.Page.QuerySelector($"[name='Input.{field}']")!.GetAttribute("value"));
        Assert.Empty(answer.Page.QuerySelectorAll("script, main img, main b, [onerror]"));
    }

    [Fact]
    public async Task MarkupInANote_IsShownAsText()
    {
        var receipt = await app.SendAsync("/contact");
        var desk = await app.SignedInAsync(Person.Administrator);
        var form = (await app.Desk.OpenAsync(receipt.Reference)).Form("form[action$='/note']").With("Note.Text", Markup);

        await desk.SubmitAsync(form);

        var opened = await app.Desk.OpenAsync(receipt.Reference);
        Assert.Equal(Markup, opened.TextOf(".note .words"));
        Assert.Empty(opened.Page.QuerySelectorAll("script, main img, main b, [onerror]"));
    }
}
