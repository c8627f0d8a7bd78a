using System.Security.Cryptography;
using System.Text;

namespace Optimetra.Core.Mail;

/// <summary>
/// At most three mails of a kind an hour to one address, for mails that anybody can cause: the forms must not be used to flood a stranger.
/// What it counts by is a keyed hash, in memory only, and forgotten within the hour.
/// </summary>
internal sealed class AddressLimit(TimeProvider clock)
{
    public const int AnHour = 3;

    private const int PruneAt = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<UInt128, List<DateTime>> _sent = [];
    private readonly Lock _lock = new();

    /// <summary>Counts one that is about to go there; false if that would be too many.</summary>
    public bool MayGoTo(string address)
    {
        var now = clock.UtcNow();
        var to = Hash(address);
        lock (_lock)
        {
            if (_sent.Count >= PruneAt)
            {
                foreach (var (old, _) in _sent.Where(s => s.Value[^1] <= now - Window).ToList())
                {
                    _sent.Remove(old);
                }
            }

            if (!_sent.TryGetValue(to, out var times))
            {
                _sent[to] = times = [];
            }

            times.RemoveAll(t => t <= now - Window);
            if (times.Count >= AnHour)
            {
                return false;
            }

            times.Add(now);

            return true;
        }
    }

    /// <summary>The letter case of an address tells no two people apart.</summary>
    private UInt128 Hash(string address) => BitConverter.ToUInt128(
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(address.ToUpperInvariant())).AsSpan(0, 16));
}
