using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

public class CaseListTests : SiteTests
{
    [Fact]
    public async Task Sixty_cases_are_paged_newest_first_each_once()
    {
        var sent = new List<CaseReference>();
        foreach (var _ in Enumerable.Range(0, 60))
        {
            sent.Add((await Site.SendAsync()).Reference);
        }

        var pages = await PagesAsync(new CaseFilter());

        Assert.Equal([StaffDesk.PageSize, StaffDesk.PageSize, 10], pages.Select(p => p.Count));
        Assert.Equal(Enumerable.Reverse(sent), pages.SelectMany(p => p).Select(r => r.Reference));
    }

    [Fact]
    public async Task Cases_of_one_moment_are_paged_each_once()
    {
        var tokens = Enumerable.Range(0, 60).Select(_ => Site.Tokens.Issue(FormKind.Contact)).ToList();
        Site.Clock.Advance(CoreSite.FillingIn);
        var sent = await Task.WhenAll(tokens.Select(t => Site.PostAsync(Given.Message(), t)));

        var listed = (await PagesAsync(new CaseFilter())).SelectMany(p => p).Select(r => r.Reference).ToList();

        Assert.Equal(60, listed.Count);
        Assert.Equal(sent.Select(r => CoreSite.Accepted(r).Reference).ToHashSet(), listed.ToHashSet());
    }

    [Fact]
    public async Task A_case_that_comes_while_somebody_pages_moves_nothing()
    {
        foreach (var _ in Enumerable.Range(0, StaffDesk.PageSize + 1))
        {
            await Site.SendAsync();
        }

        var first = await Site.Desk.ListAsync(await Site.EmployeeAsync(), new CaseFilter(), CancellationToken.None);
        await Site.SendAsync();
        var second = await Site.Desk.ListAsync(await Site.EmployeeAsync(), first.Next!, CancellationToken.None);

        Assert.Single(second.Rows);
        Assert.DoesNotContain(second.Rows[0], first.Rows);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task A_page_that_is_just_full_has_no_next()
    {
        foreach (var _ in Enumerable.Range(0, StaffDesk.PageSize))
        {
            await Site.SendAsync();
        }

        Assert.Single(await PagesAsync(new CaseFilter()));
    }

    [Fact]
    public async Task A_key_tells_nobody_whether_a_case_exists_that_they_cannot_see()
    {
        var sam = await Site.SubcontractorAsync();
        var shown = (await Site.SendAsync()).Reference;
        await Site.ShareAsync(shown, sam);
        var hidden = await KeyOfAsync((await Site.SendAsync()).Reference);

        var withHidden = await Site.Desk.ListAsync(sam, new CaseFilter(Before: hidden), CancellationToken.None);
        var withInvented = await Site.Desk.ListAsync(sam, new CaseFilter(Before: Guid.CreateVersion7(Site.Clock.Now.AddDays(1))), CancellationToken.None);

        Assert.Equal(withInvented.Rows, withHidden.Rows);
        Assert.Equal(shown, Assert.Single(withHidden.Rows).Reference);
    }

    [Fact]
    public async Task The_list_shows_what_is_open_or_one_state_or_one_channel()
    {
        var emil = await Site.EmployeeAsync();
        var fresh = (await Site.SendAsync()).Reference;
        var taken = (await Site.SendAsync(Given.Request())).Reference;
        var answered = (await Site.SendAsync()).Reference;
        var closed = (await Site.SendAsync()).Reference;
        var spam = (await Site.SendAsync(Given.Message() with { Trap = "casino" })).Reference;
        await Site.Desk.TakeAsync(emil, taken, CancellationToken.None);
        await Site.Desk.MarkAnsweredAsync(emil, answered, CancellationToken.None);
        await Site.CloseAsync(closed);

        await AssertListedAsync(new CaseFilter(), answered, taken, fresh);
        await AssertListedAsync(new CaseFilter(CaseState.New), fresh);
        await AssertListedAsync(new CaseFilter(CaseState.Taken), taken);
        await AssertListedAsync(new CaseFilter(CaseState.Answered), answered);
        await AssertListedAsync(new CaseFilter(CaseState.Closed), closed);
        await AssertListedAsync(new CaseFilter(CaseState.Spam), spam);
        await AssertListedAsync(new CaseFilter(CaseState.Erased));
        await AssertListedAsync(new CaseFilter(Channel: Channel.InformationRequest), taken);
        await AssertListedAsync(new CaseFilter(Channel: Channel.Contact), answered, fresh);
        await AssertListedAsync(new CaseFilter(CaseState.New, Channel.InformationRequest));
        await AssertListedAsync(new CaseFilter(Before: await KeyOfAsync(taken)), fresh);
    }

    [Fact]
    public async Task A_row_shows_the_envelope_and_who_has_the_case()
    {
        var emil = await Site.EmployeeAsync();
        var receipt = await Site.SendAsync(Given.Request());
        await Site.Desk.TakeAsync(emil, receipt.Reference, CancellationToken.None);

        var row = Assert.Single((await Site.Desk.ListAsync(emil, new CaseFilter(), CancellationToken.None)).Rows);

        Assert.Equal(
            new CaseRow(
                receipt.Reference, Channel.InformationRequest, CaseState.Taken, receipt.ReceivedAt, receipt.DueAt, emil.Name),
            row);
    }

    [Fact]
    public async Task Cases_are_counted_by_channel_and_state()
    {
        await Site.SendAsync();
        await Site.SendAsync();
        await Site.SendAsync(Given.Request());
        await Site.CloseAsync((await Site.SendAsync()).Reference);

        var counts = await Site.Desk.CountAsync(await Site.EmployeeAsync(), CancellationToken.None);

        Assert.Equal(
            new HashSet<CaseCount>
            {
                new(Channel.Contact, CaseState.New, 2),
                new(Channel.InformationRequest, CaseState.New, 1),
                new(Channel.Contact, CaseState.Closed, 1),
            },
            counts.ToHashSet());
    }

    [Fact]
    public async Task Listing_and_counting_open_nothing_and_leave_no_entry()
    {
        var reference = (await Site.SendAsync()).Reference;
        var emil = await Site.EmployeeAsync();

        await PagesAsync(new CaseFilter());
        await Site.Desk.CountAsync(emil, CancellationToken.None);
        await Site.Desk.ExistsAsync(emil, reference, CancellationToken.None);

        Assert.Equal("1", await Site.LedgerActsAsync());
    }

    private async Task<Guid> KeyOfAsync(CaseReference reference)
    {
        await using var context = Site.Get<ContextSource>().Create();

        return (await context.Submissions.SingleAsync(s => s.Reference == reference.Letters)).Id;
    }

    private async Task AssertListedAsync(CaseFilter filter, params CaseReference[] expected) =>
        Assert.Equal(expected, (await PagesAsync(filter)).SelectMany(p => p).Select(r => r.Reference));

    private async Task<List<IReadOnlyList<CaseRow>>> PagesAsync(CaseFilter first)
    {
        var emil = await Site.EmployeeAsync();
        var pages = new List<IReadOnlyList<CaseRow>>();
        for (var filter = first; filter is not null;)
        {
            var page = await Site.Desk.ListAsync(emil, filter, CancellationToken.None);
            pages.Add(page.Rows);
            filter = page.Next;
        }

        return pages;
    }
}
