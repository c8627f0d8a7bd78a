using Optimetra.Core.Staff;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Staff;

public class AdministratorsTests : SiteTests
{
    private static readonly Invitee Second = new("sofie@optimetra.example", "Sofie Second", StaffRole.Employee, IsAdministrator: true);

    [Fact]
    public async Task Two_who_end_each_others_access_at_once_leave_one_of_them()
    {
        var grace = await Site.AdministratorAsync();
        var sofie = await SecondAsync();

        var both = await Task.WhenAll(DeactivateAsync(grace, sofie), DeactivateAsync(sofie, grace));

        Assert.Single(both, done => done);
        Assert.Single(await Site.StaffAsync(s => s.ListMembersAsync(grace, CancellationToken.None)), m => m.DeactivatedAt is null);
    }

    [Fact]
    public async Task The_links_of_a_member_whose_access_ended_cannot_be_used()
    {
        var grace = await Site.AdministratorAsync();
        var sofie = await SecondAsync();
        var link = await Site.StaffAsync(s => s.InviteAsync(
            sofie, new Invitee("eve@optimetra.example", "Eve", StaffRole.Employee, IsAdministrator: true), CancellationToken.None));

        Assert.True(await DeactivateAsync(grace, sofie));

        Assert.Null(await Site.StaffAsync(s => s.FindInvitationAsync(link, CancellationToken.None)));
    }

    [Fact]
    public async Task A_link_that_was_taken_back_cannot_be_used_and_is_not_listed()
    {
        var grace = await Site.AdministratorAsync();
        var link = await Site.StaffAsync(s => s.InviteAsync(grace, Second, CancellationToken.None));
        var listed = Assert.Single(await Site.StaffAsync(s => s.ListInvitationsAsync(grace, CancellationToken.None)));
        Assert.Equal((Second.Name, Second.Email, Second.Role, true), (listed.Name, listed.Email, listed.Role, listed.IsAdministrator));

        Assert.True(await Site.StaffAsync(s => s.VoidInvitationAsync(grace, listed.Id, CancellationToken.None)));

        Assert.Null(await Site.StaffAsync(s => s.FindInvitationAsync(link, CancellationToken.None)));
        Assert.Empty(await Site.StaffAsync(s => s.ListInvitationsAsync(grace, CancellationToken.None)));
        Assert.False(await Site.StaffAsync(s => s.VoidInvitationAsync(grace, listed.Id, CancellationToken.None)));
    }

    private Task<bool> DeactivateAsync(InternalReader acting, InternalReader member) =>
        Site.StaffAsync(s => s.DeactivateAsync(acting, member.MemberId, CancellationToken.None));

    private async Task<InternalReader> SecondAsync()
    {
        var grace = await Site.AdministratorAsync();
        var member = await Site.JoinAsync(await Site.StaffAsync(s => s.InviteAsync(grace, Second, CancellationToken.None)));

        return (await Site.FindReaderAsync(member))!;
    }
}
