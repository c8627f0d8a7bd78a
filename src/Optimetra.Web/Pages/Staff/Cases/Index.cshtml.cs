using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Submissions;
using Optimetra.Web.Security;

namespace Optimetra.Web.Pages.Staff.Cases;

/// <summary>A view of the queue with its number of cases.</summary>
public sealed record QueueView(string Text, string Address, int Cases, bool IsCurrent);

/// <summary>Views of the queue by what becomes of the content, whatever state a case is in.</summary>
public enum KeepingView
{
    ErasedSoon = 1,
    Held = 2,
}

/// <summary>The queue: what the reader can see, newest first, with the filters in the address.</summary>
public class IndexModel(StaffDesk desk, TimeProvider clock) : PageModel
{
    private static readonly CaseState[] OpenStates = [CaseState.New, CaseState.Taken, CaseState.Answered];

    private IReadOnlyList<CaseCount> _counts = [];

    private (int ErasedSoon, int Held) _retention;

    [BindProperty(SupportsGet = true)]
    public CaseState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public Channel? Channel { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Before { get; set; }

    /// <summary>A view across all states: what will be erased soon, or what is on hold.</summary>
    [BindProperty(SupportsGet = true)]
    public KeepingView? Keeping { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Reference { get; set; }

    public CasePage Cases { get; private set; } = new([], null);

    public bool FoundNothing { get; private set; }

    public string Heading => Keeping is { } keeping ? Text(keeping) : (State, Channel) switch
    {
        (null, null) => "Open cases",
        (null, { } channel) => $"Open cases: {CaseWords.Of(channel)}",
        ({ } state, null) => $"Cases: {CaseWords.Of(state)}",
        ({ } state, { } channel) => $"Cases: {CaseWords.Of(state)}, {CaseWords.Of(channel)}",
    };

    public IEnumerable<QueueView> StateViews => new CaseState?[] { null }
        .Concat(Enum.GetValues<CaseState>().Select(s => (CaseState?)s))
        .Select(state => new QueueView(
            state is { } one ? CaseWords.Of(one) : "All open", Address(state, Channel, before: null), Count(state, Channel), state == State && Keeping is null));

    public IEnumerable<QueueView> ChannelViews => new Channel?[] { null }
        .Concat(Enum.GetValues<Channel>().Select(c => (Channel?)c))
        .Where(channel => channel is null || channel == Channel || _counts.Any(c => c.Channel == channel))
        .Select(channel => new QueueView(
            channel is { } one ? CaseWords.Of(one) : "All kinds", Address(State, channel, before: null), Count(State, channel), channel == Channel));

    public IEnumerable<QueueView> KeepingViews =>
    [
        new(Text(KeepingView.ErasedSoon), Address(KeepingView.ErasedSoon, before: null), _retention.ErasedSoon, Keeping == KeepingView.ErasedSoon),
        new(Text(KeepingView.Held), Address(KeepingView.Held, before: null), _retention.Held, Keeping == KeepingView.Held),
    ];

    public string? OlderAddress => Cases.Next is { Before: { } before } ? AddressOfThis(before) : null;

    public string NewestAddress => AddressOfThis(before: null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var reader = HttpContext.Reader();
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        if (!string.IsNullOrWhiteSpace(Reference))
        {
            if (CaseReference.TryRead(Reference, out var found) && await desk.ExistsAsync(reader, found, cancellationToken))
            {
                return LocalRedirect($"/staff/cases/{found}");
            }

            FoundNothing = true;
        }

        _counts = await desk.CountAsync(reader, cancellationToken);
        _retention = await desk.CountRetentionAsync(reader, cancellationToken);
        Cases = await desk.ListAsync(
            reader,
            new CaseFilter(State, Channel, Before, Keeping == KeepingView.ErasedSoon, Keeping == KeepingView.Held),
            cancellationToken);

        return Page();
    }

    public bool IsOverdue(CaseRow row) => row.State is CaseState.New or CaseState.Taken or CaseState.Spam && row.DueAt < clock.GetUtcNow().UtcDateTime;

    private static string Address(CaseState? state, Channel? channel, Guid? before)
    {
        var query = QueryString.Empty;
        query = state is { } s ? query.Add("state", s.ToString().ToLowerInvariant()) : query;
        query = channel is { } c ? query.Add("channel", c.ToString().ToLowerInvariant()) : query;
        query = before is { } b ? query.Add("before", b.ToString()) : query;

        return "/staff/cases" + query;
    }

    private static string Address(KeepingView keeping, Guid? before)
    {
        var query = QueryString.Create("keeping", keeping.ToString().ToLowerInvariant());

        return "/staff/cases" + (before is { } b ? query.Add("before", b.ToString()) : query);
    }

    private static string Text(KeepingView keeping) => keeping switch
    {
        KeepingView.ErasedSoon => "Erased soon",
        KeepingView.Held => "On hold",
    };

    private string AddressOfThis(Guid? before) => Keeping is { } keeping ? Address(keeping, before) : Address(State, Channel, before);

    private int Count(CaseState? state, Channel? channel) => _counts
        .Where(c => (state is null ? OpenStates.Contains(c.State) : c.State == state) && (channel is null || c.Channel == channel))
        .Sum(c => c.Cases);
}
