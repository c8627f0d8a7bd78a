using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Optimetra.Web.Settings;

namespace Optimetra.Web.Security;

/// <summary>
/// Counts, in memory only, how often a client does what robots do too often. What it counts by is forgotten when the window is over.
/// </summary>
public sealed class ClientLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> _formPosts;
    private readonly PartitionedRateLimiter<string> _wrongCodes;
    private readonly PartitionedRateLimiter<string> _signIns;
    private readonly PartitionedRateLimiter<string> _signInsTogether;

    public ClientLimits(IOptions<RateLimitOptions> options)
    {
        var window = TimeSpan.FromMinutes(options.Value.WindowMinutes);
        _formPosts = Windowed(options.Value.FormPosts, window);
        _wrongCodes = Windowed(options.Value.WrongCodes, window);
        _signIns = Windowed(options.Value.SignIns, window);
        _signInsTogether = Windowed(options.Value.SignInsTogether, window);
    }

    /// <summary>Counts a form sent. Null if it may pass, else how long to wait.</summary>
    public TimeSpan? CountFormPost(HttpContext context) => Acquire(_formPosts, Client(context), 1);

    /// <summary>How long to wait after too many wrong codes, or null.</summary>
    public TimeSpan? WaitAfterWrongCodes(HttpContext context) => Acquire(_wrongCodes, Client(context), 0);

    public void CountWrongCode(HttpContext context) => Acquire(_wrongCodes, Client(context), 1);

    /// <summary>
    /// Counts a sign-in before its password is looked at, which is work. Null if it may go on, else how long to wait. Counted for client
    /// and address together, so that a stranger elsewhere locks nobody out, and for the client alone, so that one machine cannot try
    /// every address.
    /// </summary>
    public TimeSpan? CountSignIn(HttpContext context, string email) =>
        Acquire(_signInsTogether, Client(context), 1) ?? Acquire(_signIns, Client(context, email), 1);

    public void Dispose()
    {
        _formPosts.Dispose();
        _wrongCodes.Dispose();
        _signIns.Dispose();
        _signInsTogether.Dispose();
    }

    private static PartitionedRateLimiter<string> Windowed(int permits, TimeSpan window) =>
        PartitionedRateLimiter.Create<string, string>(client => RateLimitPartition.GetFixedWindowLimiter(
            client, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = window, QueueLimit = 0 }));

    private static TimeSpan? Acquire(PartitionedRateLimiter<string> limiter, string client, int permits)
    {
        using var lease = limiter.AttemptAcquire(client, permits);
        if (lease.IsAcquired)
        {
            return null;
        }

        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
    }

    private static string Client(HttpContext context, string email) => $"{Client(context)} {email.Trim().ToUpperInvariant()}";

    /// <summary>The address, or of IPv6 the first 64 bits: what one household or machine has to itself.</summary>
    private static string Client(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
