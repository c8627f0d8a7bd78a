using System.Security.Cryptography;
using System.Text;

namespace Optimetra.Core.Persistence;

/// <summary>
/// Which keys this database was written with, each with a proof of the key: a site that is started with another key folder says so
/// at once, instead of sealing new cases under keys that nobody has backed up.
/// </summary>
internal sealed class KeyCheck
{
    public required KeyPurpose Purpose { get; init; }

    public required uint KeyId { get; init; }

    public required byte[] Proof { get; init; }

    public static KeyCheck Of(RingKey key) => new() { Purpose = key.Purpose, KeyId = key.Id, Proof = ProofOf(key) };

    public bool Fits(RingKey? key) => key is not null && CryptographicOperations.FixedTimeEquals(Proof, ProofOf(key));

    private static byte[] ProofOf(RingKey key) => HMACSHA256.HashData(key.Bytes, Encoding.ASCII.GetBytes("key check"));
}
