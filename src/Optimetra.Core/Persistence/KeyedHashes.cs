using System.Security.Cryptography;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence;

/// <summary>
/// The keyed hashes by which secrets and posts are recognised again. What is hashed has at least 120 random bits, or is only ever
/// compared with one known value, so one round of HMAC-SHA256 is enough.
/// </summary>
internal sealed class KeyedHashes(KeyRing keys)
{
    private const int CodeBits = ReceiptCode.Characters * 5;

    /// <summary>The code that belongs to a form token: the same token always gives the same code, while the key is the same.</summary>
    public ReceiptCode DeriveCode(byte[] tokenId) => DeriveCode(keys.Current(KeyPurpose.Receipt), tokenId);

    /// <summary>The code that a token once gave, whichever key was current then, if it is still the one whose hash is stored.</summary>
    public ReceiptCode? FindCode(byte[] tokenId, byte[] codeHash, uint keyId) => keys.All
        .Where(k => k.Purpose == KeyPurpose.Receipt)
        .Select(k => DeriveCode(k, tokenId))
        .FirstOrDefault(code => IsCode(code, codeHash, keyId));

    public (byte[] Hash, uint KeyId) HashCode(ReceiptCode code)
    {
        var key = keys.Current(KeyPurpose.Lookup);

        return (Hash(key, "receipt code", System.Text.Encoding.ASCII.GetBytes(code.Letters)), key.Id);
    }

    /// <summary>Compares in constant time.</summary>
    public bool IsCode(ReceiptCode code, byte[] hash, uint keyId) =>
        keys.Find(KeyPurpose.Lookup, keyId) is { } key
        && CryptographicOperations.FixedTimeEquals(Hash(key, "receipt code", System.Text.Encoding.ASCII.GetBytes(code.Letters)), hash);

    /// <summary>Tells whether the same form came with the same content again. The token's id makes equal texts of two people differ.</summary>
    public byte[] HashContent(byte[] tokenId, byte[] content, uint keyId) =>
        Hash(keys.Find(KeyPurpose.Lookup, keyId) ?? keys.Current(KeyPurpose.Lookup), "content", [.. tokenId, .. content]);

    /// <summary>The hashes that a link's secret may be stored under, the current key's first.</summary>
    public IReadOnlyList<byte[]> HashLink(byte[] secret) =>
        [.. keys.All.Where(k => k.Purpose == KeyPurpose.Lookup).OrderByDescending(k => k.CreatedAt).Select(k => Hash(k, "link", secret))];

    private static ReceiptCode DeriveCode(RingKey key, byte[] tokenId) =>
        new(Crockford.Encode(Hash(key, "receipt", tokenId).AsSpan(0, CodeBits / 8), ReceiptCode.Characters));

    private static byte[] Hash(RingKey key, string use, byte[] value) =>
        HMACSHA256.HashData(key.Bytes, new CanonicalBytes().Add(use).Add(value).ToArray());
}
