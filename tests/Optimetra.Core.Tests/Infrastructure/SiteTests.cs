namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>Each test has a site of its own: nothing sent yet, nobody on the staff.</summary>
public abstract class SiteTests : IAsyncLifetime
{
    protected CoreSite Site { get; } = new();

    public virtual Task InitializeAsync() => Site.StartAsync();

    public virtual async Task DisposeAsync() => await Site.DisposeAsync();
}
