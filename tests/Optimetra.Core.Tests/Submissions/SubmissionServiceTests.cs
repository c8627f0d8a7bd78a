using Microsoft.Extensions.DependencyInjection;
using Optimetra.Core.Privacy;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

public class SubmissionServiceTests : SiteTests
{
    [Fact]
    public async Task What_was_sent_is_what_staff_read()
    {
        var receipt = await Site.SendAsync(Given.Request() with
        {
            Organisation = "Example Ltd",
            Telephone = "+44 20 7946 0018",
            Topics = ["Lenses", InformationRequestOptions.InformationHeldAboutMe],
            WantedBy = new DateOnly(2026, 12, 24),
        });

        var opened = await Site.OpenAsync(await Site.EmployeeAsync(), receipt.Reference);

        Assert.NotNull(opened);
        Assert.Equal(new SenderDetails("Bob Example", "bob@example.org", "+44 20 7946 0018", "Example Ltd"), opened.Sender);
        Assert.Equal(
            [
                new Answer("Topics", "Lenses\nThe information you hold about me"),
                new Answer("Question", "What do you know about me?"),
                new Answer("How to be answered", "By email"),
                new Answer("Answer wanted by", "24 December 2026"),
            ],
            opened.Answers);
    }

    [Fact]
    public async Task The_same_post_twice_is_one_case_with_one_receipt()
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);

        var first = CoreSite.Accepted(await Site.PostAsync(Given.Message(), token));
        Site.Clock.Advance(TimeSpan.FromHours(1));
        var second = CoreSite.Accepted(await Site.PostAsync(Given.Message(), token));

        Assert.Equal(Told(first), Told(second));
        Assert.Equal(1, await Site.CountAsync("Submissions"));
    }

    [Fact]
    public async Task The_same_post_twice_at_once_is_one_case_with_one_receipt()
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);

        var received = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Site.PostAsync(Given.Message(), token))));

        Assert.Single(received.Select(r => Told(CoreSite.Accepted(r))).Distinct());
        Assert.Equal(1, await Site.CountAsync("Submissions"));
    }

    [Fact]
    public async Task The_same_post_after_a_restart_gets_the_same_receipt()
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);
        var first = CoreSite.Accepted(await Site.PostAsync(Given.Message(), token));

        await Site.StartAsync();

        Assert.Equal(Told(first), Told(CoreSite.Accepted(await Site.PostAsync(Given.Message(), token))));
    }

    [Fact]
    public async Task A_used_form_with_other_content_is_told_so_and_keeps_nothing()
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);
        await Site.PostAsync(Given.Message("Do you repair spectacles?"), token);

        Assert.IsType<Receiving.UsedForOtherContent>(await Site.PostAsync(Given.Message("Do you sell monocles?"), token));
        Assert.Equal(1, await Site.CountAsync("Submissions"));
    }

    [Fact]
    public async Task Two_people_may_send_the_same_words()
    {
        var first = await Site.SendAsync();
        var second = await Site.SendAsync();

        Assert.NotEqual(first.Reference, second.Reference);
        Assert.NotEqual(first.Code.Show(), second.Code.Show());
    }

    [Theory]
    [InlineData("")]
    [InlineData("none of ours")]
    [InlineData("AAAA")]
    [InlineData("<script>")]
    public async Task A_post_without_a_token_of_ours_keeps_nothing(string token)
    {
        await AssertStaleAsync(FormToken.FromPost(token));
    }

    [Fact]
    public async Task A_token_with_one_character_changed_keeps_nothing()
    {
        var text = Site.Tokens.Issue(FormKind.Contact).Text;
        Site.Clock.Advance(CoreSite.FillingIn);

        foreach (var place in Enumerable.Range(0, text.Length - 1))
        {
            var changed = text.ToCharArray();
            changed[place] = changed[place] == 'A' ? 'B' : 'A';
            await AssertStaleAsync(FormToken.FromPost(new string(changed)));
        }

        await AssertStaleAsync(FormToken.FromPost(text[..^4]));
        await AssertStaleAsync(FormToken.FromPost(text + text));
    }

    [Fact]
    public async Task Another_sites_token_keeps_nothing()
    {
        await using var other = new CoreSite();
        await other.StartAsync();

        await AssertStaleAsync(other.Tokens.Issue(FormKind.Contact));
    }

    [Theory]
    [InlineData(FormKind.InformationRequest)]
    [InlineData(FormKind.Note)]
    public async Task A_token_of_another_form_keeps_nothing(FormKind form)
    {
        await AssertStaleAsync(Site.Tokens.Issue(form));
    }

    [Fact]
    public async Task A_token_under_a_policy_that_is_not_published_keeps_nothing()
    {
        File.WriteAllText(Path.Combine(Site.PolicyFolder, "2026-11-30.md"), "# Withdrawn by tomorrow");
        await Site.StartAsync();
        var token = Site.Tokens.Issue(FormKind.Contact);
        File.Delete(Path.Combine(Site.PolicyFolder, "2026-11-30.md"));
        await Site.StartAsync();

        await AssertStaleAsync(token);
    }

    [Fact]
    public async Task A_token_is_good_for_a_day_and_no_longer()
    {
        var onTime = Site.Tokens.Issue(FormKind.Contact);
        var late = Site.Tokens.Issue(FormKind.Contact);

        Site.Clock.Advance(FormTokens.Lifetime);
        CoreSite.Accepted(await Site.PostAsync(Given.Message(), onTime));
        Site.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.IsType<Receiving.StaleForm>(await Site.PostAsync(Given.Message(), late));
        Assert.Equal(1, await Site.CountAsync("Submissions"));
    }

    [Fact]
    public async Task A_token_from_the_future_keeps_nothing()
    {
        Site.Clock.Advance(TimeSpan.FromHours(1));
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(TimeSpan.FromHours(-1));

        await AssertStaleAsync(token);
    }

    [Fact]
    public async Task A_used_token_that_is_too_old_gets_the_reference_alone()
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);
        var receipt = CoreSite.Accepted(await Site.PostAsync(Given.Message(), token));

        Site.Clock.Advance(FormTokens.Lifetime);

        Assert.Equal(new Receiving.AcceptedBefore(receipt.Reference), await Site.PostAsync(Given.Message(), token));
        Assert.Equal(1, await Site.CountAsync("Submissions"));
    }

    [Fact]
    public async Task A_case_is_due_as_many_days_on_as_its_channel_promises()
    {
        Site.Settings = s => s.Configure<AnsweringOptions>(nameof(Channel.InformationRequest), o => o.Days = 30);
        await Site.StartAsync();

        var message = await Site.SendAsync();
        var request = await Site.SendAsync(Given.Request());

        Assert.Equal(message.ReceivedAt.AddDays(14), message.DueAt);
        Assert.Equal(request.ReceivedAt.AddDays(30), request.DueAt);
        var opened = await Site.OpenAsync(await Site.EmployeeAsync(), request.Reference);
        Assert.Equal((request.ReceivedAt, request.DueAt), (opened!.ReceivedAt, opened.DueAt));
    }

    [Fact]
    public async Task A_case_keeps_the_policy_version_that_its_sender_was_shown()
    {
        File.WriteAllText(Path.Combine(Site.PolicyFolder, "2026-12-02.md"), "# From tomorrow on");
        await Site.StartAsync();
        var shownToday = Site.Tokens.Issue(FormKind.Contact);

        Site.Clock.Advance(TimeSpan.FromHours(20));
        var before = CoreSite.Accepted(await Site.PostAsync(Given.Message(), shownToday));
        var after = await Site.SendAsync();

        var employee = await Site.EmployeeAsync();
        Assert.Equal(new PolicyVersion(new(2026, 11, 22)), (await Site.OpenAsync(employee, before.Reference))!.PolicyVersion);
        Assert.Equal(new PolicyVersion(new(2026, 12, 2)), (await Site.OpenAsync(employee, after.Reference))!.PolicyVersion);
    }

    private static (CaseReference, string, Channel, DateTime, DateTime) Told(Receipt receipt) =>
        (receipt.Reference, receipt.Code.Show(), receipt.Channel, receipt.ReceivedAt, receipt.DueAt);

    private async Task AssertStaleAsync(FormToken token)
    {
        Assert.IsType<Receiving.StaleForm>(await Site.PostAsync(Given.Message(), token));
        Assert.Equal(0, await Site.CountAsync("Submissions"));
    }
}
