using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Persistence;

public class WriteQueueTests : SiteTests
{
    [Fact]
    public async Task Whoever_has_a_receipt_is_in_the_database()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            var letters = (await Site.SendAsync()).Reference.Letters;

            Assert.Equal(1, await Site.ReadAsync<int>($"""SELECT COUNT(*) FROM "Submissions" WHERE "Reference" = '{letters}'"""));
        })));
    }

    [Fact]
    public async Task Nobody_has_a_receipt_if_the_commit_fails()
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);

        await Site.WriteGate.WaitAsync();
        var receiving = Site.PostAsync(Given.Message(), token);
        var poison = Site.PoisonTheCommitAsync();
        Site.WriteGate.Release();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => receiving);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => poison);
        Assert.Equal(0, await Site.CountAsync("Submissions"));

        CoreSite.Accepted(await Site.PostAsync(Given.Message(), token));
        Assert.Equal(1, await Site.CountAsync("Submissions"));
        Assert.True(Site.Writes.IsStoring);
    }

    [Fact]
    public async Task A_unit_that_fails_is_rolled_back_alone()
    {
        var before = Site.Tokens.Issue(FormKind.Contact);
        var after = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);

        await Site.WriteGate.WaitAsync();
        var first = Site.PostAsync(Given.Message("Before"), before);
        var failing = Site.Writes.RunAsync<int>(
            async unit =>
            {
                await unit.Database.ExecuteSqlRawAsync("""UPDATE "Submissions" SET "TakenAt" = 'half done'""");
                throw new InvalidDataException("Half way through.");
            },
            CancellationToken.None);
        var second = Site.PostAsync(Given.Message("After"), after);
        Site.WriteGate.Release();

        Assert.Equal("Half way through.", (await Assert.ThrowsAsync<InvalidDataException>(() => failing)).Message);
        CoreSite.Accepted(await first);
        CoreSite.Accepted(await second);
        Assert.Equal(2, await Site.ReadAsync<int>("""SELECT COUNT(*) FROM "Submissions" WHERE "TakenAt" IS NULL"""));
    }

    [Fact]
    public async Task What_a_failed_unit_added_is_not_saved_by_its_neighbour()
    {
        await Site.WriteGate.WaitAsync();
        var failing = Site.Writes.RunAsync<int>(
            unit =>
            {
                unit.FormTokenUses.Add(new FormTokenUse { TokenId = [1], SubmissionId = Guid.Empty, ContentKeyId = 0 });
                throw new InvalidDataException("After adding.");
            },
            CancellationToken.None);
        var neighbour = Site.Writes.RunAsync(unit => unit.Submissions.CountAsync(), CancellationToken.None);
        Site.WriteGate.Release();

        await Assert.ThrowsAsync<InvalidDataException>(() => failing);
        Assert.Equal(0, await neighbour);
        Assert.Equal(0, await Site.CountAsync("FormTokenUses"));
    }

    [Fact]
    public async Task Whoever_went_away_while_waiting_leaves_nothing()
    {
        using var goingAway = new CancellationTokenSource();
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);

        await Site.WriteGate.WaitAsync();
        var receiving = Site.Submissions.ReceiveAsync(Given.Message(), token, goingAway.Token);
        await goingAway.CancelAsync();
        Site.WriteGate.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        Assert.Equal(0, await Site.CountAsync("Submissions"));
    }

    [Fact]
    public async Task A_full_disk_gives_no_receipt_and_afterwards_everything_works_again()
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);
        var message = Given.Message(new string('x', ContactMessage.MaxMessageLength));

        await LimitPagesAsync(1);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Site.PostAsync(message, token));
        Assert.False(Site.Writes.IsStoring);
        Assert.Equal(0, await Site.CountAsync("Submissions"));

        await LimitPagesAsync(1_000_000);
        CoreSite.Accepted(await Site.PostAsync(message, token));
        Assert.Equal(1, await Site.CountAsync("Submissions"));
    }

    [Fact]
    public async Task After_a_write_that_was_not_stored_readiness_tries_another_and_says_what_became_of_it()
    {
        await Site.Writes.RunAsync(unit => unit.Database.ExecuteSqlRawAsync("PRAGMA query_only = ON"), CancellationToken.None);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Site.SendAsync());
        Assert.False(Site.Writes.IsStoring);
        // The connection that cannot write waits in the pool, and is used again.
        Assert.Equal(HealthStatus.Unhealthy, await ReadinessAsync());
        Assert.False(Site.Writes.IsStoring);

        await Site.ForgetConnectionsAsync();
        Assert.Equal(HealthStatus.Healthy, await ReadinessAsync());
        Assert.True(Site.Writes.IsStoring);
    }

    [Fact]
    public async Task A_disk_that_cannot_be_written_gives_no_receipt_and_afterwards_everything_works_again()
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);

        await Site.Writes.RunAsync(unit => unit.Database.ExecuteSqlRawAsync("PRAGMA query_only = ON"), CancellationToken.None);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Site.PostAsync(Given.Message(), token));

        await Site.ForgetConnectionsAsync();
        CoreSite.Accepted(await Site.PostAsync(Given.Message(), token));
        Assert.Equal(1, await Site.CountAsync("Submissions"));
    }

    [Fact]
    public async Task What_waits_when_the_site_stops_is_still_written()
    {
        await Site.SendAsync();
        var token = Site.Tokens.Issue(FormKind.Contact);
        Site.Clock.Advance(CoreSite.FillingIn);

        await Site.WriteGate.WaitAsync();
        var gate = Site.WriteGate;
        var receiving = Site.PostAsync(Given.Message(), token);
        var stopping = Site.StopAsync();
        gate.Release();
        await stopping;

        CoreSite.Accepted(await receiving);
        Assert.Equal(2, await Site.CountAsync("Submissions"));
    }

    private async Task<HealthStatus> ReadinessAsync() => (await Site.Get<HealthCheckService>().CheckHealthAsync()).Status;

    /// <summary>The writer's connection may not make the file longer than so many pages, or than it is.</summary>
    private async Task LimitPagesAsync(int pages)
    {
        var pragma = "PRAGMA max_page_count = " + pages;
        await Site.Writes.RunAsync(unit => unit.Database.ExecuteSqlRawAsync(pragma), CancellationToken.None);
    }
}
