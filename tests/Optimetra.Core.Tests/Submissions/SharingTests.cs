using Optimetra.Core.Ledger;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

public class SharingTests : SiteTests
{
    private DateOnly Today => DateOnly.FromDateTime(Site.Clock.Now);

    [Theory]
    [InlineData(StaffRole.Subcontractor)]
    [InlineData(StaffRole.Associate)]
    public async Task What_is_not_shared_does_not_exist(StaffRole role)
    {
        var hidden = (await Site.SendAsync()).Reference;
        var shown = (await Site.SendAsync()).Reference;
        var outsider = await Site.MemberAsync("Olga Outsider", role);
        var another = await Site.MemberAsync("Otto Outsider", role);
        await Site.ShareAsync(shown, outsider);
        await Site.ShareAsync(hidden, another);

        Assert.Equal([shown], await ListedAsync(outsider));
        Assert.Equal(
            [new CaseCount(Channel.Contact, CaseState.New, 1)], await Site.Desk.CountAsync(outsider, CancellationToken.None));
        Assert.True(await Site.Desk.ExistsAsync(outsider, shown, CancellationToken.None));
        Assert.False(await Site.Desk.ExistsAsync(outsider, hidden, CancellationToken.None));
        Assert.NotNull(await Site.OpenAsync(outsider, shown));
        Assert.Null(await Site.OpenAsync(outsider, hidden));
        Assert.Equal(DeskOutcome.NoSuchCase, await Site.NoteAsync(outsider, hidden, "Here too?"));
    }

    [Fact]
    public async Task A_shared_case_is_shown_until_the_end_of_the_last_day_and_not_a_moment_longer()
    {
        var reference = (await Site.SendAsync()).Reference;
        var sue = await Site.SubcontractorAsync();
        var lastDay = Today.AddDays(3);
        await Site.ShareAsync(reference, sue, lastDay);
        var midnight = lastDay.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

        Site.Clock.MoveTo(midnight.AddMilliseconds(-1));
        await AssertShownAsync(sue, reference);
        Site.Clock.MoveTo(midnight);
        await AssertHiddenAsync(sue, reference);
    }

    [Fact]
    public async Task A_share_that_was_ended_shows_nothing_more()
    {
        var reference = (await Site.SendAsync()).Reference;
        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();
        await Site.ShareAsync(reference, sue, Today.AddDays(3));
        var share = Assert.Single((await Site.OpenAsync(emil, reference))!.Shares);
        Assert.Equal((sue.Name, StaffRole.Subcontractor, Today.AddDays(3)), (share.Member, share.Role, share.LastDay));

        Assert.Equal(DeskOutcome.Done, await EndAsync(reference, share.Id));
        Assert.Equal(DeskOutcome.NoSuchMember, await EndAsync(reference, share.Id));

        await AssertHiddenAsync(sue, reference);
        var opened = await Site.OpenAsync(emil, reference);
        Assert.Empty(opened!.Shares);
        Assert.Equal(
            [(LedgerAct.Shared, sue.Name, StaffRole.Subcontractor), (LedgerAct.ShareEnded, sue.Name, StaffRole.Subcontractor)],
            opened.Ledger.Where(e => e.OtherMember is not null).Select(e => (e.Act, e.OtherMember!, e.OtherRole!.Value)));
    }

    [Fact]
    public async Task A_share_of_another_case_cannot_be_ended_from_this_one()
    {
        var one = (await Site.SendAsync()).Reference;
        var other = (await Site.SendAsync()).Reference;
        var sue = await Site.SubcontractorAsync();
        await Site.ShareAsync(one, sue);
        var share = Assert.Single((await Site.OpenAsync(await Site.EmployeeAsync(), one))!.Shares);

        Assert.Equal(DeskOutcome.NoSuchMember, await EndAsync(other, share.Id));

        await AssertShownAsync(sue, one);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task Sharing_again_sets_the_new_last_day(int daysNow)
    {
        var reference = (await Site.SendAsync()).Reference;
        var sue = await Site.SubcontractorAsync();
        await Site.ShareAsync(reference, sue, Today.AddDays(5));

        await Site.ShareAsync(reference, sue, Today.AddDays(daysNow));

        var share = Assert.Single((await Site.OpenAsync(await Site.EmployeeAsync(), reference))!.Shares);
        Assert.Equal(Today.AddDays(daysNow), share.LastDay);
        Site.Clock.MoveTo(Today.AddDays(daysNow + 1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        await AssertHiddenAsync(sue, reference);
    }

    [Fact]
    public async Task A_case_is_shared_with_active_subcontractors_and_associates_only()
    {
        var reference = (await Site.SendAsync()).Reference;
        var emil = await Site.EmployeeAsync();
        var grace = await Site.AdministratorAsync();
        var gone = await Site.SubcontractorAsync();
        await Site.StaffAsync(s => s.DeactivateAsync(grace, gone.MemberId, CancellationToken.None));

        foreach (var member in new[] { emil.MemberId, grace.MemberId, gone.MemberId, Guid.AllBitsSet })
        {
            Assert.Equal(
                DeskOutcome.NoSuchMember, await Site.Desk.ShareAsync(emil, reference, member, Today, CancellationToken.None));
        }

        Assert.Empty(await Site.Desk.ListShareCandidatesAsync(emil, CancellationToken.None));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(StaffDesk.MaxShareDays + 1)]
    public async Task A_last_day_that_is_past_or_too_far_ahead_is_refused(int days)
    {
        var reference = (await Site.SendAsync()).Reference;
        var sue = await Site.SubcontractorAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Site.ShareAsync(reference, sue, Today.AddDays(days)));
        await Site.ShareAsync(reference, sue, Today.AddDays(StaffDesk.MaxShareDays));
    }

    private async Task<DeskOutcome> EndAsync(CaseReference reference, Guid share) =>
        await Site.Desk.EndShareAsync(await Site.EmployeeAsync(), reference, share, CancellationToken.None);

    private async Task<IEnumerable<CaseReference>> ListedAsync(InternalReader reader) =>
        (await Site.Desk.ListAsync(reader, new CaseFilter(), CancellationToken.None)).Rows.Select(r => r.Reference);

    private async Task AssertShownAsync(InternalReader reader, CaseReference reference)
    {
        Assert.Contains(reference, await ListedAsync(reader));
        Assert.NotNull((await Site.OpenAsync(reader, reference))!.Sender);
    }

    private async Task AssertHiddenAsync(InternalReader reader, CaseReference reference)
    {
        Assert.Empty(await ListedAsync(reader));
        Assert.Empty(await Site.Desk.CountAsync(reader, CancellationToken.None));
        Assert.False(await Site.Desk.ExistsAsync(reader, reference, CancellationToken.None));
        Assert.Null(await Site.OpenAsync(reader, reference));
        Assert.Equal(DeskOutcome.NoSuchCase, await Site.NoteAsync(reader, reference, "Still here?"));
    }
}
