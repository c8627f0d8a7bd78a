namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>
/// One running site for all tests that need nothing special of it: joining and signing in hash passwords, which is slow on purpose.
/// Its tests run one after the other, so they can count what is kept.
/// </summary>
[CollectionDefinition(nameof(Site))]
public sealed class Site : ICollectionFixture<OptimetraApplication>;
