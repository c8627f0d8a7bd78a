using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Ledger;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Staff;

/// <summary>Who is recognised, who becomes a reader, and how that ends.</summary>
public class MembersTests : SiteTests
{
    [Fact]
    public async Task Address_and_password_find_the_member()
    {
        var grace = await Site.AdministratorAsync();

        Assert.Equal(grace.MemberId, (await SignInAsync("grace@optimetra.example", Given.Password))!.Id);
        Assert.Equal(grace.MemberId, (await SignInAsync("GRACE@optimetra.example", Given.Password))!.Id);
    }

    [Theory]
    [InlineData("nobody@optimetra.example", Given.Password)]
    [InlineData("grace@optimetra.example", "tame otters juggle saucers")]
    [InlineData("grace@optimetra.example", "TAME OTTERS JUGGLE TEACUPS")]
    [InlineData("grace@optimetra.example", Given.Password + " ")]
    [InlineData("grace@optimetra.example", "")]
    [InlineData("", "")]
    public async Task A_wrong_address_and_a_wrong_password_find_nobody(string email, string password)
    {
        await Site.AdministratorAsync();

        Assert.Null(await SignInAsync(email, password));
    }

    [Fact]
    public async Task A_deactivated_member_is_nobody_from_then_on()
    {
        var grace = await Site.AdministratorAsync();
        var member = await Site.JoinAsync(await Site.InviteAsync(
            new Invitee("emma@optimetra.example", "Emma Employee", StaffRole.Employee, IsAdministrator: true)));
        Assert.NotNull(await Site.FindReaderAsync(member));

        Assert.True(await DeactivateAsync(grace, member.Id));

        Assert.Null(await Site.FindReaderAsync(member));
        Assert.Null(await Site.FindReaderAsync(await StoredAsync(member.Id)));
        Assert.Null(await SignInAsync("emma@optimetra.example", Given.Password));
        Assert.False(await DeactivateAsync(grace, member.Id));
    }

    [Fact]
    public async Task A_deactivated_members_sign_in_stays_void_even_if_the_account_should_be_active_again()
    {
        var member = await Site.JoinAsync(await Site.InviteAsync(
            new Invitee("emma@optimetra.example", "Emma Employee", StaffRole.Employee, IsAdministrator: false)));
        await DeactivateAsync(await Site.AdministratorAsync(), member.Id);

        await Site.ExecuteAsync("""UPDATE "StaffMembers" SET "DeactivatedAt" = NULL""");

        Assert.Null(await Site.FindReaderAsync(member));
        Assert.NotNull(await Site.FindReaderAsync(await StoredAsync(member.Id)));
    }

    [Fact]
    public async Task Nobody_becomes_a_reader_with_another_stamp_or_as_somebody_who_is_not_there()
    {
        var grace = await Site.AdministratorAsync();
        var stamp = (await StoredAsync(grace.MemberId)).SecurityStamp;

        Assert.NotNull(await FindReaderAsync(grace.MemberId, stamp));
        Assert.Null(await FindReaderAsync(grace.MemberId, "of last week"));
        Assert.Null(await FindReaderAsync(grace.MemberId, null));
        Assert.Null(await FindReaderAsync(Guid.AllBitsSet, stamp));
        Assert.Null(await FindReaderAsync(Guid.AllBitsSet, null));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(99)]
    public async Task A_member_whose_role_is_no_role_never_becomes_a_reader(int number)
    {
        var emil = await Site.EmployeeAsync();

        await Site.ExecuteAsync($"""UPDATE "StaffMembers" SET "Role" = {number} WHERE "Email" = 'emil@optimetra.example'""");

        var stored = await StoredAsync(emil.MemberId);
        Assert.Equal(number, (int)stored.Role);
        Assert.Null(await Site.FindReaderAsync(stored));
        Assert.Null(await SignInAsync("emil@optimetra.example", Given.Password));
    }

    [Theory]
    [InlineData(StaffRole.Subcontractor)]
    [InlineData(StaffRole.Associate)]
    public async Task Only_an_employee_is_administrator_whatever_the_row_says(StaffRole role)
    {
        var olga = await Site.MemberAsync("Olga Outsider", role);

        await Site.ExecuteAsync("""UPDATE "StaffMembers" SET "IsAdministrator" = 1""");

        Assert.False((await Site.FindReaderAsync(await StoredAsync(olga.MemberId)))!.IsAdministrator);
    }

    [Fact]
    public async Task A_changed_role_holds_from_the_next_request_on()
    {
        var emil = await Site.EmployeeAsync();

        await Site.ExecuteAsync("""UPDATE "StaffMembers" SET "Role" = 3 WHERE "Email" = 'emil@optimetra.example'""");

        Assert.Equal(StaffRole.Associate, (await Site.FindReaderAsync(await StoredAsync(emil.MemberId)))!.Role);
    }

    [Fact]
    public async Task Administrators_cannot_deactivate_themselves_or_nobody()
    {
        var grace = await Site.AdministratorAsync();

        Assert.False(await DeactivateAsync(grace, grace.MemberId));
        Assert.False(await DeactivateAsync(grace, Guid.AllBitsSet));

        Assert.NotNull(await SignInAsync("grace@optimetra.example", Given.Password));
    }

    [Fact]
    public async Task Only_administrators_see_and_deactivate_members()
    {
        var grace = await Site.AdministratorAsync();
        foreach (var reader in new[] { await Site.EmployeeAsync(), await Site.SubcontractorAsync(), await Site.AssociateAsync() })
        {
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => DeactivateAsync(reader, grace.MemberId));
            await Assert.ThrowsAsync<UnauthorizedAccessException>(
                () => Site.StaffAsync(s => s.ListMembersAsync(reader, CancellationToken.None)));
        }

        Assert.NotNull(await SignInAsync("grace@optimetra.example", Given.Password));
    }

    [Fact]
    public async Task The_list_of_members_shows_the_active_ones_first()
    {
        var grace = await Site.AdministratorAsync();
        var alan = await Site.AssociateAsync();
        await Site.SubcontractorAsync();
        await DeactivateAsync(grace, alan.MemberId);

        var members = await Site.StaffAsync(s => s.ListMembersAsync(grace, CancellationToken.None));

        Assert.Equal(
            [
                ("Grace Administrator", "grace@optimetra.example", StaffRole.Employee, true, null),
                ("Sue Subcontractor", "sue@optimetra.example", StaffRole.Subcontractor, false, null),
                ("Alan Associate", "alan@optimetra.example", StaffRole.Associate, false, (DateTime?)Site.Clock.Now),
            ],
            members.Select(m => (m.Name, m.Email, m.Role, m.IsAdministrator, m.DeactivatedAt)));
    }

    [Fact]
    public async Task Whoever_signs_out_is_nobody_in_every_browser_until_the_next_sign_in()
    {
        var emil = await Site.EmployeeAsync();
        var elsewhere = await StoredAsync(emil.MemberId);
        var grace = await Site.AdministratorAsync();
        var graces = await StoredAsync(grace.MemberId);

        await Site.StaffAsync(async s =>
        {
            await s.EndSignInsAsync(emil, CancellationToken.None);

            return true;
        });

        Assert.Null(await Site.FindReaderAsync(elsewhere));
        Assert.NotNull(await Site.FindReaderAsync(graces));
        Assert.NotNull(await Site.FindReaderAsync((await SignInAsync("emil@optimetra.example", Given.Password))!));
    }

    [Fact]
    public async Task Whoever_is_deactivated_loses_their_shares_and_the_cases_say_so()
    {
        var grace = await Site.AdministratorAsync();
        var sue = await Site.SubcontractorAsync();
        var alan = await Site.AssociateAsync();
        var first = (await Site.SendAsync()).Reference;
        var second = (await Site.SendAsync()).Reference;
        await Site.ShareAsync(first, sue);
        await Site.ShareAsync(first, alan);
        await Site.ShareAsync(second, sue, DateOnly.FromDateTime(Site.Clock.Now).AddDays(30));

        await DeactivateAsync(grace, sue.MemberId);

        Assert.Equal(["Alan Associate"], (await Site.OpenAsync(grace, first))!.Shares.Select(s => s.Member));
        foreach (var reference in new[] { first, second })
        {
            var ended = Assert.Single((await Site.OpenAsync(grace, reference))!.Ledger, line => line.Act == LedgerAct.ShareEnded);
            Assert.Equal(("Grace Administrator", "Sue Subcontractor", StaffRole.Subcontractor), (ended.Member, ended.OtherMember, ended.OtherRole));
        }

        Assert.Empty((await Site.OpenAsync(grace, second))!.Shares);
        Assert.True((await Site.Ledger.VerifyAsync(CancellationToken.None)).IsIntact);
    }

    private Task<StaffMember?> SignInAsync(string email, string password) => Site.StaffAsync(s => s.FindByPasswordAsync(email, password));

    private Task<InternalReader?> FindReaderAsync(Guid id, string? stamp) =>
        Site.StaffAsync(s => s.FindReaderAsync(id, stamp, CancellationToken.None));

    private Task<bool> DeactivateAsync(InternalReader administrator, Guid memberId) =>
        Site.StaffAsync(s => s.DeactivateAsync(administrator, memberId, CancellationToken.None));

    private async Task<StaffMember> StoredAsync(Guid id)
    {
        await using var context = Site.Get<ContextSource>().Create();

        return await context.Users.AsNoTracking().SingleAsync(m => m.Id == id);
    }
}
