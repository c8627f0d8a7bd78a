using Optimetra.Core.Staff;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Staff;

public class InternalReaderTests
{
    private static readonly CaseAct[] OpenToOutsiders = [CaseAct.Read, CaseAct.Note, CaseAct.Reply];
    private static readonly CaseAct[] ForAdministrators = [CaseAct.Hold, CaseAct.Release, CaseAct.Erase];

    [Fact]
    public void Employees_may_do_all_but_what_is_for_administrators_and_outsiders_read_note_and_reply()
    {
        foreach (var act in Enum.GetValues<CaseAct>())
        {
            Assert.Equal(!ForAdministrators.Contains(act), Reader(StaffRole.Employee).May(act));
            Assert.True(Reader(StaffRole.Employee, isAdministrator: true).May(act));
            Assert.Equal(OpenToOutsiders.Contains(act), Reader(StaffRole.Subcontractor).May(act));
            Assert.Equal(OpenToOutsiders.Contains(act), Reader(StaffRole.Associate).May(act));
        }
    }

    [Fact]
    public void Only_an_active_member_with_a_role_becomes_a_reader()
    {
        var gone = Member(StaffRole.Employee);
        gone.Deactivate(by: Guid.AllBitsSet, MovableClock.Start);

        Assert.Null(InternalReader.For(null));
        Assert.Null(InternalReader.For(gone));
        Assert.Null(InternalReader.For(Member(default)));
        Assert.Null(InternalReader.For(Member((StaffRole)4)));
    }

    private static InternalReader Reader(StaffRole role, bool isAdministrator = false) => InternalReader.For(Member(role, isAdministrator))!;

    private static StaffMember Member(StaffRole role, bool isAdministrator = false) => new()
    {
        Name = "Emil Employee",
        Role = role,
        IsAdministrator = isAdministrator,
        JoinedAt = MovableClock.Start,
    };
}
