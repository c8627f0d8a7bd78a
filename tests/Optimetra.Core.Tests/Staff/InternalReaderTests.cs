using Optimetra.Core.Staff;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Staff;

public class InternalReaderTests
{
    private static readonly CaseAct[] OpenToOutsiders = [CaseAct.Read, CaseAct.Note];

    [Fact]
    public void Employees_may_do_everything_and_outsiders_read_and_note()
    {
        foreach (var act in Enum.GetValues<CaseAct>())
        {
            Assert.True(Reader(StaffRole.Employee).May(act));
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

    private static InternalReader Reader(StaffRole role) => InternalReader.For(Member(role))!;

    private static StaffMember Member(StaffRole role) => new()
    {
        Name = "Emil Employee",
        Role = role,
        IsAdministrator = false,
        JoinedAt = MovableClock.Start,
    };
}
