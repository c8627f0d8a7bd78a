using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

public class SpamTests : SiteTests
{
    [Fact]
    public async Task What_fell_into_the_trap_is_kept_in_the_spam_tray_with_a_receipt()
    {
        var receipt = await Site.SendAsync(Given.Message() with { Trap = "https://casino.example" });

        var opened = await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference);
        Assert.Equal((CaseState.Spam, SpamReason.Trap), (opened!.State, opened.SpamReason));
        Assert.Contains(opened.Answers, a => a.Value == "https://casino.example");
        Assert.NotNull(await Site.FileOfAsync(receipt.Reference, receipt.Code));
    }

    [Fact]
    public async Task A_trap_with_nothing_but_white_space_is_a_persons()
    {
        var receipt = await Site.SendAsync(Given.Message() with { Trap = " \n" });

        Assert.Equal(CaseState.New, await StateAsync(receipt));
    }

    [Fact]
    public async Task Whatever_is_in_the_trap_the_case_is_kept()
    {
        var receipt = await Site.SendAsync(Given.Message() with { Trap = "\0\u0007" + new string('x', 100_000) });

        var opened = await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference);
        Assert.Contains(opened!.Answers, a => a.Value == new string('x', 1_000));

        // Each becomes two letters in the form in which text is kept.
        Assert.Equal(CaseState.Spam, await StateAsync(await Site.SendAsync(Given.Message() with { Trap = new string('\u0958', 1_000) })));
    }

    [Theory]
    [InlineData("e\u0301\uFFFE", "\u00e9")]
    [InlineData("\uFFFDcasino\uFDD0", "casino")]
    [InlineData("\u202Eca\ud800sino\n", "casino")]
    [InlineData(" \0 casino", "casino")]
    public async Task Of_what_cannot_be_shown_the_trap_keeps_the_rest(string typed, string kept)
    {
        var receipt = await Site.SendAsync(Given.Message() with { Trap = typed });

        var opened = await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference);
        Assert.Equal(CaseState.Spam, opened!.State);
        Assert.Contains(opened.Answers, a => a.Value == kept);
    }

    [Theory]
    [InlineData("\uFFFD")]
    [InlineData("\uFFFE\0")]
    public async Task A_trap_with_nothing_that_can_be_shown_is_a_robots_all_the_same(string typed)
    {
        var receipt = await Site.SendAsync(Given.Message() with { Trap = typed });

        Assert.Equal(CaseState.Spam, await StateAsync(receipt));
    }

    [Theory]
    [InlineData(0, CaseState.Spam)]
    [InlineData(2_999, CaseState.Spam)]
    [InlineData(3_000, CaseState.New)]
    public async Task A_form_that_came_back_sooner_than_a_person_can_is_in_the_spam_tray_with_a_receipt(int milliseconds, CaseState state)
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

        var receipt = CoreSite.Accepted(await Site.PostAsync(Given.Message(), token));

        Assert.Equal(state, await StateAsync(receipt));
    }

    [Fact]
    public async Task Staff_can_take_a_case_out_of_the_tray_and_it_is_as_it_was()
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();
        await Site.Desk.TakeAsync(emil, receipt.Reference, CancellationToken.None);

        await Site.Desk.MoveToSpamAsync(emil, receipt.Reference, CancellationToken.None);
        Assert.Equal(CaseState.Spam, await StateAsync(receipt));
        Assert.Equal(DeskOutcome.Done, await Site.Desk.MoveOutOfSpamAsync(emil, receipt.Reference, CancellationToken.None));

        var opened = await Site.OpenAsync(emil, receipt.Reference);
        Assert.Equal((CaseState.Taken, null, emil.Name), (opened!.State, opened.SpamReason, opened.TakenBy));
    }

    private async Task<CaseState> StateAsync(Receipt receipt) =>
        (await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference))!.State;
}
