using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence;

/// <summary>Where a sealed value belongs. It is authenticated with the value, so that sealed values cannot be swapped between places.</summary>
internal readonly record struct SealedPlace(string Table, Guid Row, string Field);

/// <summary>
/// Seals what people sent before it reaches the database: AES-256-GCM (NIST SP 800-38D) under a random data key per case, which is
/// itself sealed under the current key of the ring.
/// </summary>
internal sealed class Seal(KeyRing keys)
{
    private static readonly Func<Guid, SealedPlace> CaseKeyPlace = submissionId => new("CaseKeys", submissionId, "Wrapped");

    /// <summary>A new data key for a new case, and the row that keeps it.</summary>
    public (CaseKey Row, CaseCipher Cipher) NewCase(Guid submissionId)
    {
        var dataKey = RandomNumberGenerator.GetBytes(CaseCipher.KeyLength);
        var wrapping = keys.Current(KeyPurpose.Seal);
        using var aes = new AesGcm(wrapping.Bytes, CaseCipher.TagLength);
        var row = new CaseKey
        {
            SubmissionId = submissionId,
            KeyId = wrapping.Id,
            Wrapped = CaseCipher.Close(aes, dataKey, CaseKeyPlace(submissionId), KeyIdBytes(wrapping.Id)),
        };

        return (row, new CaseCipher(submissionId, dataKey));
    }

    /// <summary>The cipher of a case whose key row was read.</summary>
    /// <exception cref="CryptographicException">The row was changed, belongs to another case, or its key is not in the ring.</exception>
    public CaseCipher Open(CaseKey row)
    {
        var wrapping = keys.Find(KeyPurpose.Seal, row.KeyId)
            ?? throw new CryptographicException($"The key ring lacks the key {row.KeyId:x8}, under which case {row.SubmissionId} is sealed.");
        using var aes = new AesGcm(wrapping.Bytes, CaseCipher.TagLength);

        return new CaseCipher(row.SubmissionId, CaseCipher.Open(aes, row.Wrapped, CaseKeyPlace(row.SubmissionId), KeyIdBytes(row.KeyId)));
    }

    private static byte[] KeyIdBytes(uint id)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, id);

        return bytes;
    }
}

/// <summary>Seals and opens the values of one case. Dispose it as soon as they are read: it holds the data key.</summary>
internal sealed class CaseCipher : IDisposable
{
    public const int KeyLength = 32;
    public const int TagLength = 16;

    private const int NonceLength = 12;
    private const byte FormatVersion = 1;

    private readonly byte[] _dataKey;
    private readonly byte[] _keyId;
    private readonly AesGcm _aes;

    internal CaseCipher(Guid submissionId, byte[] dataKey)
    {
        _dataKey = dataKey;
        // The data key is named by its case.
        _keyId = submissionId.ToByteArray(bigEndian: true);
        _aes = new AesGcm(dataKey, TagLength);
    }

    public byte[] Close(ReadOnlySpan<byte> plain, SealedPlace place) => Close(_aes, plain, place, _keyId);

    /// <exception cref="CryptographicException">The value was changed, or it was sealed for another place.</exception>
    public byte[] Open(ReadOnlySpan<byte> closed, SealedPlace place) => Open(_aes, closed, place, _keyId);

    public void Dispose()
    {
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(_dataKey);
    }

    /// <summary>Format version, nonce, tag, ciphertext.</summary>
    internal static byte[] Close(AesGcm aes, ReadOnlySpan<byte> plain, SealedPlace place, ReadOnlySpan<byte> keyId)
    {
        var closed = new byte[1 + NonceLength + TagLength + plain.Length];
        closed[0] = FormatVersion;
        var nonce = closed.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(
            nonce, plain, closed.AsSpan(1 + NonceLength + TagLength), closed.AsSpan(1 + NonceLength, TagLength), AssociatedData(place, keyId));

        return closed;
    }

    internal static byte[] Open(AesGcm aes, ReadOnlySpan<byte> closed, SealedPlace place, ReadOnlySpan<byte> keyId)
    {
        if (closed.Length < 1 + NonceLength + TagLength || closed[0] != FormatVersion)
        {
            throw new CryptographicException($"The sealed value of {place.Table}.{place.Field}, {place.Row}, is damaged.");
        }

        var plain = new byte[closed.Length - 1 - NonceLength - TagLength];
        aes.Decrypt(
            closed.Slice(1, NonceLength),
            closed[(1 + NonceLength + TagLength)..],
            closed.Slice(1 + NonceLength, TagLength),
            plain,
            AssociatedData(place, keyId));

        return plain;
    }

    private static byte[] AssociatedData(SealedPlace place, ReadOnlySpan<byte> keyId) => new CanonicalBytes()
        .Add(place.Table)
        .Add(place.Row)
        .Add(place.Field)
        .Add(keyId)
        .ToArray();
}

/// <summary>
/// Length-prefixed fields in a row: two different lists of values never give the same bytes. What is hashed or authenticated goes
/// through here.
/// </summary>
internal sealed class CanonicalBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public CanonicalBytes Add(ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        _bytes.Write(length);
        _bytes.Write(value);

        return this;
    }

    public CanonicalBytes Add(string value) => Add(Encoding.UTF8.GetBytes(value));

    public CanonicalBytes Add(Guid value) => Add(value.ToByteArray(bigEndian: true));

    public CanonicalBytes Add(Guid? value) => value is { } present ? Add(present) : Add([]);

    public CanonicalBytes Add(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);

        return Add(bytes);
    }

    public CanonicalBytes Add(DateTime? value) => value is { } present ? Add(present.Ticks) : Add([]);

    /// <summary>An enum's number, or nothing.</summary>
    public CanonicalBytes Add<TEnum>(TEnum? value)
        where TEnum : struct, Enum => value is { } present ? Add(Convert.ToInt64(present, null)) : Add([]);

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
