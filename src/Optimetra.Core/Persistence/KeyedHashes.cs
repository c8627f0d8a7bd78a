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
    private const string ReceiptCodeUse = "receipt code";
    private const string OneTimeCodeUse = "one-time code";

    /// <summary>The code that belongs to a form token: the same token always gives the same code, while the key is the same.</summary>
    public ReceiptCode DeriveCode(byte[] tokenId) => DeriveCode(keys.Current(KeyPurpose.Receipt), tokenId);

    /// <summary>The code that a token once gave, whichever key was current then, if it is still the one whose hash the case has.</summary>
    public ReceiptCode? FindCode(byte[] tokenId, Submission submission) => keys.All
        .Where(k => k.Purpose == KeyPurpose.Receipt)
        .Select(k => DeriveCode(k, tokenId))
        .FirstOrDefault(code => IsCode(submission.Id, code, submission.CodeHash, submission.CodeKeyId));

    /// <summary>The hash under which a case keeps its code. The case is in it: copied to another case, it fits nothing.</summary>
    public (byte[] Hash, uint KeyId) HashCode(Guid submissionId, ReceiptCode code) => HashCode(submissionId, code, ReceiptCodeUse);

    /// <summary>Compares in constant time.</summary>
    public bool IsCode(Guid submissionId, ReceiptCode code, byte[] hash, uint keyId) => IsCode(submissionId, code, hash, keyId, ReceiptCodeUse);

    public (byte[] Hash, uint KeyId) HashOneTimeCode(Guid submissionId, ReceiptCode code) => HashCode(submissionId, code, OneTimeCodeUse);

    /// <summary>Compares in constant time.</summary>
    public bool IsOneTimeCode(ReceiptCode code, OneTimeCode row) => IsCode(row.SubmissionId, code, row.CodeHash, row.CodeKeyId, OneTimeCodeUse);

    /// <summary>Tells whether the same form came with the same content again. The token's id makes equal texts of two people differ.</summary>
    public byte[] HashContent(byte[] tokenId, byte[] content, uint keyId) =>
        Hash(keys.Find(KeyPurpose.Lookup, keyId) ?? keys.Current(KeyPurpose.Lookup), "content", [.. tokenId, .. content]);

    /// <summary>Ties words that are sealed with a case to the entry of its ledger. The case makes equal words of two cases differ.</summary>
    public byte[] HashWords(Guid submissionId, byte[] words) =>
        Hash(keys.Current(KeyPurpose.Ledger), "words", [.. submissionId.ToByteArray(bigEndian: true), .. words]);

    /// <summary>The hashes that a link's secret may be stored under, the current key's first.</summary>
    public IReadOnlyList<byte[]> HashLink(byte[] secret) =>
        [.. keys.All.Where(k => k.Purpose == KeyPurpose.Lookup).OrderByDescending(k => k.CreatedAt).Select(k => Hash(k, "link", secret))];

    private static ReceiptCode DeriveCode(RingKey key, byte[] tokenId) =>
        new(Crockford.Encode(Hash(key, "receipt", tokenId).AsSpan(0, CodeBits / 8), ReceiptCode.Characters));

    private static byte[] Bytes(Guid submissionId, ReceiptCode code) =>
        [.. submissionId.ToByteArray(bigEndian: true), .. System.Text.Encoding.ASCII.GetBytes(code.Letters)];

    private (byte[] Hash, uint KeyId) HashCode(Guid submissionId, ReceiptCode code, string use)
    {
        var key = keys.Current(KeyPurpose.Lookup);

        return (Hash(key, use, Bytes(submissionId, code)), key.Id);
    }

    private bool IsCode(Guid submissionId, ReceiptCode code, byte[] hash, uint keyId, string use) =>
        keys.Find(KeyPurpose.Lookup, keyId) is { } key
        && CryptographicOperations.FixedTimeEquals(Hash(key, use, Bytes(submissionId, code)), hash);

    private static byte[] Hash(RingKey key, string use, byte[] value) =>
        HMACSHA256.HashData(key.Bytes, new CanonicalBytes().Add(use).Add(value).ToArray());
}
