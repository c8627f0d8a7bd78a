using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <summary>The one place that says which cases a reader can see. Every list, count, look-up and act starts from here.</summary>
internal static class CaseVisibility
{
    public static IQueryable<Submission> VisibleTo(this OptimetraDbContext context, InternalReader reader, DateTime now) => reader.Role switch
    {
        StaffRole.Employee => context.Submissions,
        StaffRole.Subcontractor or StaffRole.Associate => context.Submissions.Where(s => context.CaseShares.Any(share =>
            share.SubmissionId == s.Id && share.MemberId == reader.MemberId && share.EndedAt == null && share.Until > now)),
    };
}
