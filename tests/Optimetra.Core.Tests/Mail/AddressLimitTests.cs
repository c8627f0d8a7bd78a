using Optimetra.Core.Mail;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Mail;

public class AddressLimitTests : SiteTests
{
    private readonly MovableClock _clock = new();

    [Fact]
    public void Three_an_hour_go_to_one_address_and_the_fourth_does_not()
    {
        var limit = new AddressLimit(_clock);

        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(limit.MayGoTo("ada@example.org")));
        Assert.False(limit.MayGoTo("ada@example.org"));
    }

    [Fact]
    public void An_hour_after_one_went_another_may_and_not_a_millisecond_before()
    {
        var limit = new AddressLimit(_clock);
        Assert.True(limit.MayGoTo("ada@example.org"));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True(limit.MayGoTo("ada@example.org"));
        Assert.True(limit.MayGoTo("ada@example.org"));

        _clock.Advance(TimeSpan.FromMinutes(50) - TimeSpan.FromMilliseconds(1));
        Assert.False(limit.MayGoTo("ada@example.org"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(limit.MayGoTo("ada@example.org"));
        Assert.False(limit.MayGoTo("ada@example.org"));
    }

    [Fact]
    public void Letter_case_makes_no_other_address_and_another_address_is_not_counted()
    {
        var limit = new AddressLimit(_clock);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(limit.MayGoTo("ada@example.org")));

        Assert.False(limit.MayGoTo("Ada@Example.ORG"));
        Assert.True(limit.MayGoTo("bob@example.org"));
    }

    [Fact]
    public async Task Whoever_sends_a_fourth_time_is_received_like_the_others_and_only_not_told_by_mail()
    {
        foreach (var _ in Enumerable.Range(0, 4))
        {
            await Site.SendAsync();
        }

        var waiting = await Site.OutboxAsync();
        Assert.Equal(3, waiting.Count(m => m.Kind == MailKind.Acknowledgement));
        Assert.Equal(4, waiting.Count(m => m.Kind == MailKind.NewCase));
        Assert.Equal(4, await Site.CountAsync("Submissions"));
    }

    [Fact]
    public async Task What_looks_like_spam_is_told_to_nobody()
    {
        await Site.SendAsync(Given.Message() with { Trap = "casino" });

        Assert.Empty(await Site.OutboxAsync());
    }
}
