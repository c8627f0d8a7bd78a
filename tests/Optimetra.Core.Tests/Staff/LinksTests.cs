using Optimetra.Core.Staff;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Staff;

/// <summary>How somebody becomes a member of staff.</summary>
public class LinksTests : SiteTests
{
    private static readonly Invitee Ivy = new("ivy@optimetra.example", "Ivy Invited", StaffRole.Associate, IsAdministrator: false);

    [Fact]
    public async Task The_first_run_link_makes_an_employee_who_is_administrator()
    {
        var link = await FirstRunAsync();
        Assert.Equal(new InvitationView(null, null, StaffRole.Employee, true), await FindAsync(link!));

        var member = await Site.JoinAsync(link!, "Grace Administrator", "grace@optimetra.example");

        var reader = await Site.FindReaderAsync(member);
        Assert.Equal(
            (member.Id, "Grace Administrator", StaffRole.Employee, true),
            (reader!.MemberId, reader.Name, reader.Role, reader.IsAdministrator));
    }

    [Fact]
    public async Task There_is_a_first_run_link_only_while_there_is_no_staff()
    {
        await Site.AdministratorAsync();

        Assert.Null(await FirstRunAsync());
    }

    [Fact]
    public async Task There_is_no_first_run_link_even_if_all_staff_are_gone()
    {
        await Site.AdministratorAsync();
        await Site.ExecuteAsync("""UPDATE "StaffMembers" SET "DeactivatedAt" = '2026-12-01 10:00:00'""");

        Assert.Null(await FirstRunAsync());
    }

    [Fact]
    public async Task A_new_first_run_link_voids_the_old_one()
    {
        var old = await FirstRunAsync();
        var current = await FirstRunAsync();

        Assert.Null(await FindAsync(old!));
        Assert.IsType<Joining.LinkNotUsable>(await JoinAsync(old!));
        Assert.IsType<Joining.Joined>(await JoinAsync(current!));
    }

    [Fact]
    public async Task A_first_run_link_is_worth_nothing_once_there_is_staff()
    {
        var firstRun = await FirstRunAsync();
        var invited = await Site.StaffAsync(s => s.InviteFromServerAsync(Ivy, CancellationToken.None));
        await Site.JoinAsync(invited);

        Assert.IsType<Joining.LinkNotUsable>(await JoinAsync(firstRun!));
        Assert.Equal(1, await Site.CountAsync("StaffMembers"));
    }

    [Fact]
    public async Task An_invitation_says_who_it_is_for_whatever_is_typed()
    {
        var link = await Site.InviteAsync(Ivy);
        Assert.Equal(new InvitationView(Ivy.Email, Ivy.Name, Ivy.Role, false), await FindAsync(link));

        var member = await Site.JoinAsync(link, "Mallory", "mallory@example.org");

        Assert.Equal((Ivy.Email, Ivy.Name, Ivy.Role, false), (member.Email, member.Name, member.Role, member.IsAdministrator));
    }

    [Fact]
    public async Task A_link_is_good_once()
    {
        var link = await Site.InviteAsync(Ivy);
        await Site.JoinAsync(link);

        Assert.Null(await FindAsync(link));
        Assert.IsType<Joining.LinkNotUsable>(await JoinAsync(link));
    }

    [Fact]
    public async Task A_link_is_good_for_24_hours()
    {
        var link = await Site.InviteAsync(Ivy);

        Site.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await FindAsync(link));
        Site.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Null(await FindAsync(link));
        Assert.IsType<Joining.LinkNotUsable>(await JoinAsync(link));
    }

    [Fact]
    public async Task A_new_invitation_for_the_same_address_voids_the_old_one_and_no_other()
    {
        var old = await Site.InviteAsync(Ivy);
        var anothers = await Site.InviteAsync(Ivy with { Email = "ida@optimetra.example" });
        var current = await Site.InviteAsync(Ivy with { Role = StaffRole.Subcontractor });

        Assert.Null(await FindAsync(old));
        Assert.NotNull(await FindAsync(anothers));
        Assert.Equal(StaffRole.Subcontractor, (await FindAsync(current))!.Role);
    }

    [Fact]
    public async Task A_new_invitation_voids_the_old_one_however_the_address_is_written()
    {
        var old = await Site.InviteAsync(Ivy);
        await Site.InviteAsync(Ivy with { Email = "Ivy@Optimetra.Example" });

        Assert.Null(await FindAsync(old));
    }

    [Fact]
    public async Task Of_two_invitations_for_one_address_at_once_one_link_is_good()
    {
        var links = new List<string> { await Site.InviteAsync(Ivy) };

        await Site.WriteGate.WaitAsync();
        var inviting = new[] { Site.InviteAsync(Ivy), Site.InviteAsync(Ivy) };
        Assert.All(inviting, i => Assert.False(i.IsCompleted));
        Site.WriteGate.Release();
        links.AddRange(await Task.WhenAll(inviting));

        var usable = new List<InvitationView>();
        foreach (var link in links)
        {
            if (await FindAsync(link) is { } view)
            {
                usable.Add(view);
            }
        }

        Assert.Single(usable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("<script>")]
    public async Task What_is_no_link_opens_nothing(string link)
    {
        await FirstRunAsync();

        Assert.Null(await FindAsync(link));
        Assert.IsType<Joining.LinkNotUsable>(await JoinAsync(link));
    }

    [Fact]
    public async Task Of_two_who_follow_the_first_run_link_at_once_one_joins()
    {
        var link = await FirstRunAsync();

        await AssertOneJoinsAsync(() => JoinAsync(link!, "grace@optimetra.example"), () => JoinAsync(link!, "mallory@example.org"));
    }

    [Fact]
    public async Task Of_two_who_follow_an_invitation_at_once_one_joins()
    {
        var link = await Site.StaffAsync(s => s.InviteFromServerAsync(Ivy, CancellationToken.None));

        await AssertOneJoinsAsync(() => JoinAsync(link), () => JoinAsync(link));
    }

    [Fact]
    public async Task A_password_that_was_refused_leaves_the_link_usable()
    {
        var link = await Site.InviteAsync(Ivy);

        var refused = Assert.IsType<Joining.Refused>(await JoinAsync(link, password: "too short"));

        Assert.Single(refused.PasswordProblems);
        Assert.False(refused.EmailIsTaken);
        await Site.JoinAsync(link);
    }

    [Fact]
    public async Task A_first_run_link_takes_no_address_that_is_none()
    {
        var link = await FirstRunAsync();

        Assert.IsType<Joining.Refused>(await JoinAsync(link!, "not an address"));
        Assert.Equal(0, await Site.CountAsync("StaffMembers"));
    }

    [Fact]
    public async Task An_address_is_one_members_however_it_is_written()
    {
        await Site.AdministratorAsync();
        var link = await Site.InviteAsync(Ivy with { Email = "GRACE@optimetra.example" });

        Assert.True(Assert.IsType<Joining.Refused>(await JoinAsync(link)).EmailIsTaken);
        Assert.True(await Site.StaffAsync(s => s.IsMemberAsync("Grace@Optimetra.example")));
    }

    [Fact]
    public async Task Only_administrators_invite()
    {
        foreach (var reader in new[] { await Site.EmployeeAsync(), await Site.SubcontractorAsync(), await Site.AssociateAsync() })
        {
            await Assert.ThrowsAsync<UnauthorizedAccessException>(
                () => Site.StaffAsync(s => s.InviteAsync(reader, Ivy, CancellationToken.None)));
        }

        Assert.Equal(0, await Site.ReadAsync<int>("""SELECT COUNT(*) FROM "Invitations" WHERE "Email" LIKE 'ivy%'"""));
    }

    [Theory]
    [InlineData("ivy@optimetra.example", "Ivy", StaffRole.Subcontractor, true)]
    [InlineData("ivy@optimetra.example", "Ivy", StaffRole.Associate, true)]
    [InlineData("not an address", "Ivy", StaffRole.Employee, false)]
    [InlineData("ivy@optimetra.example", " ", StaffRole.Employee, false)]
    [InlineData("ivy@optimetra.example", "Ivy\0", StaffRole.Employee, false)]
    [InlineData("ivy@optimetra.example", "Ivy", (StaffRole)4, false)]
    public async Task Nobody_is_invited_as_what_cannot_be(string email, string name, StaffRole role, bool isAdministrator)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Site.InviteAsync(new Invitee(email, name, role, isAdministrator)));
    }

    private Task<string?> FirstRunAsync() => Site.StaffAsync(s => s.IssueFirstRunLinkAsync(CancellationToken.None));

    private Task<InvitationView?> FindAsync(string link) => Site.StaffAsync(s => s.FindInvitationAsync(link, CancellationToken.None));

    private Task<Joining> JoinAsync(string link, string email = "grace@optimetra.example", string password = Given.Password) =>
        Site.StaffAsync(s => s.JoinAsync(link, "Grace Administrator", email, password, CancellationToken.None));

    /// <summary>Both have found the link usable before either may write.</summary>
    private async Task AssertOneJoinsAsync(Func<Task<Joining>> first, Func<Task<Joining>> second)
    {
        await Site.WriteGate.WaitAsync();
        var joining = new[] { first(), second() };
        Assert.All(joining, j => Assert.False(j.IsCompleted));
        Site.WriteGate.Release();

        var outcomes = await Task.WhenAll(joining);
        Assert.Single(outcomes.OfType<Joining.Joined>());
        Assert.Single(outcomes.OfType<Joining.LinkNotUsable>());
        Assert.Equal(1, await Site.CountAsync("StaffMembers"));
    }
}
