using Optimetra.Core.Ledger;
using Optimetra.Core.Privacy;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

public class CustomerFileTests : SiteTests
{
    [Fact]
    public async Task Both_halves_of_a_receipt_open_the_file()
    {
        var receipt = await Site.SendAsync();

        var file = await OpenAsync(receipt);

        Assert.Equal(
            (receipt.Reference, Channel.Contact, CaseState.New, new PolicyVersion(new(2026, 11, 22))),
            (file.Reference, file.Channel, file.State, file.PolicyVersion));
        Assert.Equal((receipt.ReceivedAt, receipt.DueAt, 365), (file.ReceivedAt, file.DueAt, file.DaysKept));
        Assert.Equal((null, null, null), (file.AnsweredAt, file.ClosedAt, file.ErasedAt));
        Assert.Equal(receipt.ReceivedAt.AddDays(730), file.EraseAt);
    }

    [Fact]
    public async Task It_says_who_read_the_case_in_which_role_when_and_why_and_names_nobody()
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();
        await Site.ShareAsync(receipt.Reference, sue);
        Site.Clock.Advance(TimeSpan.FromHours(2));
        var readAt = Site.Clock.Now;
        await Site.OpenAsync(sue, receipt.Reference);
        await Site.CloseAsync(receipt.Reference);
        await Site.OpenAsync(emil, receipt.Reference);

        var lines = (await OpenAsync(receipt)).Ledger;

        Assert.Equal(
            [LedgerAct.Received, LedgerAct.Shared, LedgerAct.Opened, LedgerAct.StateChanged, LedgerAct.Opened], lines.Select(l => l.Act));
        Assert.Equal((StaffRole.Subcontractor, readAt, ReadingPurpose.ToAnswer), (lines[2].Role, lines[2].At, lines[2].Purpose));
        Assert.Equal((StaffRole.Employee, ReadingPurpose.ToReview), (lines[4].Role, lines[4].Purpose));
        Assert.Equal(StaffRole.Subcontractor, lines[1].OtherRole);
        Assert.All(lines, line => Assert.Equal((null, null), (line.Member, line.OtherMember)));
    }

    [Fact]
    public async Task Its_head_is_the_last_entry_and_moves_with_each_read()
    {
        var receipt = await Site.SendAsync();
        var before = (await OpenAsync(receipt)).Head;
        await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference);

        var after = (await OpenAsync(receipt)).Head;

        Assert.Equal((1, 2), (before.Sequence, after.Sequence));
        Assert.NotEqual(before.Hash, after.Hash);
        Assert.Equal(64, after.Hash.Length);
        // Looking at one's own file is no reading by staff.
        Assert.Equal(after, (await OpenAsync(receipt)).Head);
    }

    [Fact]
    public async Task One_half_is_not_enough()
    {
        var receipt = await Site.SendAsync();
        var other = await Site.SendAsync();
        var changed = receipt.Code.Letters[..^1] + (receipt.Code.Letters[^1] == '0' ? '1' : '0');

        Assert.Null(await Site.FileOfAsync(receipt.Reference, new ReceiptCode(changed)));
        Assert.Null(await Site.FileOfAsync(receipt.Reference, other.Code));
        Assert.Null(await Site.FileOfAsync(CaseReference.New(), receipt.Code));
        Assert.Null(await Site.FileOfAsync(default, receipt.Code));
    }

    [Fact]
    public async Task It_says_what_became_of_the_case_and_when_the_content_goes()
    {
        var receipt = await Site.SendAsync();
        var emil = await Site.EmployeeAsync();

        await Site.Desk.TakeAsync(emil, receipt.Reference, CancellationToken.None);
        Assert.Equal(CaseState.Taken, (await OpenAsync(receipt)).State);

        var answeredAt = Site.Clock.Now;
        await Site.Desk.MarkAnsweredAsync(emil, receipt.Reference, CancellationToken.None);
        Site.Clock.Advance(TimeSpan.FromDays(2));
        var closedAt = Site.Clock.Now;
        await Site.CloseAsync(receipt.Reference);

        var file = await OpenAsync(receipt);
        Assert.Equal((CaseState.Closed, answeredAt, closedAt), (file.State, file.AnsweredAt, file.ClosedAt));
        Assert.Equal(closedAt.AddDays(365), file.EraseAt);
    }

    [Fact]
    public async Task A_case_in_the_spam_tray_says_so_and_when_it_is_erased()
    {
        var receipt = await Site.SendAsync(Given.Message() with { Trap = "casino" });

        var file = await OpenAsync(receipt);

        Assert.Equal(CaseState.Spam, file.State);
        Assert.Equal(receipt.ReceivedAt.AddDays(365), file.EraseAt);
    }

    [Fact]
    public async Task What_the_sender_types_generously_opens_the_file()
    {
        var receipt = await Site.SendAsync();

        Assert.True(CaseReference.TryRead(receipt.Reference.ToString().ToLowerInvariant().Replace('-', ' '), out var reference));
        Assert.True(ReceiptCode.TryRead(receipt.Code.Show().ToLowerInvariant().Replace('0', 'o').Replace('1', 'l'), out var code));
        Assert.NotNull(await Site.FileOfAsync(reference, code));
    }

    private async Task<CustomerFileView> OpenAsync(Receipt receipt)
    {
        var file = await Site.FileOfAsync(receipt.Reference, receipt.Code);
        Assert.NotNull(file);

        return file;
    }
}
