using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

/// <summary>Every act, for every role, on a case that is shared with the reader and on one that is not.</summary>
public class RolesTests(CoreSite site) : IClassFixture<CoreSite>
{
    private static readonly CaseAct[] OpenToOutsidersOnASharedCase = [CaseAct.Read, CaseAct.Note, CaseAct.Reply];
    private static readonly CaseAct[] ForAdministrators = [CaseAct.Hold, CaseAct.Release, CaseAct.Erase];

    public static TheoryData<CaseAct, StaffRole, bool> EveryActRoleAndVisibility
    {
        get
        {
            var all = new TheoryData<CaseAct, StaffRole, bool>();
            foreach (var act in Enum.GetValues<CaseAct>())
            {
                foreach (var role in Enum.GetValues<StaffRole>())
                {
                    all.Add(act, role, true);
                    all.Add(act, role, false);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(EveryActRoleAndVisibility))]
    public async Task Each_role_does_what_the_table_says_and_nothing_else(CaseAct act, StaffRole role, bool isShared)
    {
        var other = await site.MemberAsync("Oona Outsider", StaffRole.Associate);
        var reader = await site.MemberAsync($"{role} Reader", role);
        var reference = await CaseReadyForAsync(act);
        if (isShared && role != StaffRole.Employee)
        {
            await site.ShareAsync(reference, reader);
        }

        var before = await ObservedAsync(reference);
        var outcome = await site.DoAsync(reader, reference, act, other.MemberId, await ShareOfAsync(reference, other));

        var expected = role == StaffRole.Employee && !ForAdministrators.Contains(act) ? DeskOutcome.Done
            : role == StaffRole.Employee ? DeskOutcome.NotAllowed
            : !isShared ? DeskOutcome.NoSuchCase
            : OpenToOutsidersOnASharedCase.Contains(act) ? DeskOutcome.Done
            : DeskOutcome.NotAllowed;
        Assert.Equal(expected, outcome);
        if (expected == DeskOutcome.Done)
        {
            Assert.NotEqual(before, await ObservedAsync(reference));
        }
        else
        {
            Assert.Equal(before, await ObservedAsync(reference));
        }
    }

    [Theory]
    [InlineData(CaseAct.Hold)]
    [InlineData(CaseAct.Release)]
    [InlineData(CaseAct.Erase)]
    public async Task An_administrator_holds_releases_and_erases(CaseAct act)
    {
        var reference = await CaseReadyForAsync(act);
        var before = await ObservedAsync(reference);

        Assert.Equal(DeskOutcome.Done, await site.DoAsync(await site.AdministratorAsync(), reference, act));

        Assert.NotEqual(before, await ObservedAsync(reference));
    }

    [Fact]
    public async Task To_whom_a_case_can_be_shared_only_those_who_may_share_are_told()
    {
        var outsiders = new[] { await site.SubcontractorAsync(), await site.AssociateAsync() };

        var candidates = await site.Desk.ListShareCandidatesAsync(await site.EmployeeAsync(), CancellationToken.None);

        Assert.Superset(outsiders.Select(o => o.MemberId).ToHashSet(), candidates.Select(c => c.Id).ToHashSet());
        Assert.DoesNotContain(candidates, c => c.Role == StaffRole.Employee);
        foreach (var outsider in outsiders)
        {
            Assert.Empty(await site.Desk.ListShareCandidatesAsync(outsider, CancellationToken.None));
        }
    }

    /// <summary>A case where an employee could do the act at once.</summary>
    private async Task<CaseReference> CaseReadyForAsync(CaseAct act)
    {
        var emil = await site.EmployeeAsync();
        var reference = (await site.SendAsync()).Reference;
        if (act == CaseAct.Reopen)
        {
            await site.CloseAsync(reference);
        }
        else if (act == CaseAct.MoveOutOfSpam)
        {
            await site.Desk.MoveToSpamAsync(emil, reference, CancellationToken.None);
        }
        else if (act == CaseAct.Release)
        {
            await site.HoldAsync(await site.AdministratorAsync(), reference, "A court asked for it.");
        }
        else if (act == CaseAct.EndShare)
        {
            await site.ShareAsync(reference, await site.MemberAsync("Oona Outsider", StaffRole.Associate));
        }

        return reference;
    }

    private async Task<Guid> ShareOfAsync(CaseReference reference, InternalReader member) => Guid.TryParse(
        await site.ReadAsync<string>($"""
            SELECT coalesce(max(c."Id"), '') FROM "CaseShares" c JOIN "Submissions" s ON s."Id" = c."SubmissionId"
            WHERE s."Reference" = '{reference.Letters}' AND c."MemberId" = '{member.MemberId.ToString().ToUpperInvariant()}'
            """),
        out var id) ? id : Guid.Empty;

    /// <summary>The state, and how many entries and notes there are.</summary>
    private Task<string> ObservedAsync(CaseReference reference) => site.ReadAsync<string>($"""
        SELECT "State" || ' ' || (SELECT count(*) FROM "LedgerEntries" e WHERE e."SubmissionId" = s."Id")
            || ' ' || (SELECT count(*) FROM "SealedEntries" n WHERE n."SubmissionId" = s."Id")
        FROM "Submissions" s WHERE "Reference" = '{reference.Letters}'
        """);
}
