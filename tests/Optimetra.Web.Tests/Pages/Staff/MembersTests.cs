using System.Net;
using AngleSharp.Dom;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Pages.Staff;

/// <summary>The members' page, and the links that it makes.</summary>
[Collection(nameof(Site))]
public class MembersTests(OptimetraApplication app)
{
    [Theory]
    [InlineData("ivy\uFFFE@optimetra.test")]
    [InlineData("ivy\0@optimetra.test")]
    [InlineData("no address")]
    public async Task AnInvitationForWhatIsNoAddress_ShowsTheFormAgain(string email)
    {
        var administrator = await app.SignedInAsync(Person.Administrator);
        var form = (await administrator.OpenAsync("/staff/members")).Form("form[action$='/invite']")
            .With("Input.Name", "Ivy Invited").With("Input.Role", "Associate").With("Input.Email", email);

        var answer = await administrator.SubmitAsync(form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(["Enter an email address, like name@example.org"], answer.Problems);
    }

    [Fact]
    public async Task AnInvitationForAMember_IsRefused()
    {
        await app.SignedInAsync(Person.Employee);
        var administrator = await app.SignedInAsync(Person.Administrator);
        var form = (await administrator.OpenAsync("/staff/members")).Form("form[action$='/invite']")
            .With("Input.Name", "Ivy Invited").With("Input.Role", "Associate").With("Input.Email", Person.Employee.Email);

        Assert.Equal(["Somebody with this email address is a member of staff already"], (await administrator.SubmitAsync(form)).Problems);
    }

    [Fact]
    public async Task EndingAccess_IsAskedOnceMoreAndSaidWhenItIsDone()
    {
        var leaver = new Person("Lou Leaver", "lou@optimetra.test", "Associate");
        await app.SignedInAsync(leaver);
        var administrator = await app.SignedInAsync(Person.Administrator);
        var row = RowOf(leaver, await administrator.OpenAsync("/staff/members"));
        var guard = row.QuerySelector("details")!;
        Assert.Equal("End access of Lou Leaver", guard.QuerySelector("summary")!.TextContent);
        Assert.False(guard.HasAttribute("open"));
        Assert.Contains("break", row.QuerySelector("[data-label='Email address']")!.ClassList);

        var answer = await administrator.SubmitAsync(PageForm.Read(guard.QuerySelector("form")!, ""));

        Assert.Equal("/staff/members?done=ended", answer.Location);
        var after = await administrator.OpenAsync(answer.Location!);
        Assert.Equal("Access has ended.", after.TextOf("p.done[role=status]"));
        Assert.Null(RowOf(leaver, after).QuerySelector("form"));
    }

    [Fact]
    public async Task WithdrawingALink_IsSaidWhenItIsDone()
    {
        var link = await app.InviteAsync(new Person("Wim Withdrawn", "wim@optimetra.test", "Associate"));
        var administrator = await app.SignedInAsync(Person.Administrator);
        var item = (await administrator.OpenAsync("/staff/members")).Page.QuerySelectorAll(".shares li")
            .Single(li => li.TextContent.Contains("wim@optimetra.test", StringComparison.Ordinal));
        Assert.Equal("Withdraw the link for Wim Withdrawn", item.QuerySelector("button")!.TextContent);

        var answer = await administrator.SubmitAsync(PageForm.Read(item.QuerySelector("form")!, ""));

        Assert.Equal("/staff/members?done=withdrawn", answer.Location);
        Assert.Equal("The link is withdrawn: it can no longer be used.", (await administrator.OpenAsync(answer.Location!)).TextOf("p.done[role=status]"));
        Assert.Equal(HttpStatusCode.NotFound, (await app.AtDesk().GetAsync(link)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?done=")]
    [InlineData("?done=everything")]
    [InlineData("?done=0")]
    public async Task WhatIsNotOfTheList_SaysNothing(string query)
    {
        var administrator = await app.SignedInAsync(Person.Administrator);

        Assert.Null((await administrator.OpenAsync("/staff/members" + query)).Page.QuerySelector(".done"));
    }

    [Fact]
    public async Task ALinkThatWasUsed_LeadsWhoeverHasJustJoinedToTheSignIn()
    {
        var person = new Person("Tess Twice", "tess@optimetra.test", "Associate");
        var link = await app.InviteAsync(person);
        await app.JoinAsync(person, link);

        var again = await app.AtDesk().GetAsync(link);

        Assert.Equal("This link cannot be used", again.Heading);
        Assert.Equal("/staff/sign-in", again.Page.QuerySelector("main a")!.GetAttribute("href"));
    }

    private static IElement RowOf(Person person, Answer page) => page.Page.QuerySelectorAll("tbody tr")
        .Single(tr => tr.TextContent.Contains(person.Email, StringComparison.Ordinal));
}
