using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Optimetra.Core.Persistence;

/// <summary>What a key of the ring is for. Each purpose has keys of its own, so that no key ever serves two.</summary>
internal enum KeyPurpose
{
    /// <summary>Wraps the data keys of cases.</summary>
    Seal = 1,

    /// <summary>Chains the entries of the access ledger.</summary>
    Ledger = 2,

    /// <summary>Signs form tokens.</summary>
    FormToken = 3,

    /// <summary>Derives a receipt's code from the form token.</summary>
    Receipt = 4,

    /// <summary>Hashes what must be recognised again but not read: codes, links, the content of a post.</summary>
    Lookup = 5,
}

/// <summary>One secret of 256 bits.</summary>
internal sealed class RingKey(uint id, KeyPurpose purpose, DateTime createdAt, byte[] bytes)
{
    public uint Id { get; } = id;

    public KeyPurpose Purpose { get; } = purpose;

    public DateTime CreatedAt { get; } = createdAt;

    public byte[] Bytes { get; } = bytes;

    public override string ToString() => $"{Purpose} key {Id:x8}";
}

/// <summary>
/// The site's keys, one file each in <c>keys/</c> of the data directory, readable by its owner only. Of each purpose the newest is
/// used for what is new; older ones stay for what they once made. A backup of the database is worth nothing without this folder.
/// </summary>
internal sealed class KeyRing
{
    private const int KeyLength = 32;

    private readonly Dictionary<(KeyPurpose, uint), RingKey> _keys = [];
    private readonly Dictionary<KeyPurpose, RingKey> _current = [];

    private readonly List<string> _made = [];

    private KeyRing(IEnumerable<RingKey> keys, IEnumerable<string> made)
    {
        _made.AddRange(made);
        foreach (var key in keys.OrderBy(k => k.CreatedAt))
        {
            _keys[(key.Purpose, key.Id)] = key;
            _current[key.Purpose] = key;
        }
    }

    public IReadOnlyCollection<RingKey> All => _keys.Values;

    /// <summary>Opens the ring and makes the keys that are not there yet.</summary>
    /// <exception cref="WrongSettingException">The folder cannot be used, or a file in it is no key.</exception>
    public static KeyRing Open(string folder, TimeProvider clock)
    {
        try
        {
            PrivateFiles.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(folder))!);
            PrivateFiles.CreateFolder(folder);
            // One process at a time makes keys: a command may run beside the site's first start.
            using var turn = PrivateFiles.TakeTurn(Path.Combine(folder, ".lock"));

            var keys = Directory.EnumerateFiles(folder, "*.key.json").Select(Read).ToList();
            var made = new List<string>();
            foreach (var purpose in Enum.GetValues<KeyPurpose>().Except(keys.Select(k => k.Purpose)))
            {
                keys.Add(Create(folder, purpose, clock, made));
            }

            return new KeyRing(keys, made);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongSettingException($"The key folder {folder} cannot be used: {e.Message}");
        }
    }

    /// <summary>Takes back the keys that this start made: the folder is not the one that belongs to the database.</summary>
    public void ForgetNew() => _made.ForEach(File.Delete);

    public RingKey Current(KeyPurpose purpose) => _current[purpose];

    public RingKey? Find(KeyPurpose purpose, uint id) => _keys.GetValueOrDefault((purpose, id));

    private static RingKey Create(string folder, KeyPurpose purpose, TimeProvider clock, List<string> made)
    {
        var id = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        var key = new RingKey(id, purpose, clock.UtcNow(), RandomNumberGenerator.GetBytes(KeyLength));
        var file = new KeyFile(
            purpose.ToString(), id.ToString("x8", CultureInfo.InvariantCulture), key.CreatedAt, Convert.ToBase64String(key.Bytes));

        var name = $"{purpose.ToString().ToLowerInvariant()}-{file.Id}.key.json";
        made.Add(Path.Combine(folder, name));
        PrivateFiles.Write(made[^1], JsonSerializer.SerializeToUtf8Bytes(file));

        return key;
    }

    private static RingKey Read(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<KeyFile>(File.ReadAllBytes(path))!;
            var bytes = Convert.FromBase64String(file.Key);
            if (bytes.Length != KeyLength)
            {
                throw new FormatException("the key has a wrong length");
            }

            return new RingKey(
                uint.Parse(file.Id, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                Enum.Parse<KeyPurpose>(file.Purpose),
                DateTime.SpecifyKind(file.Created, DateTimeKind.Utc),
                bytes);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or ArgumentException or NullReferenceException)
        {
            // Not the inner message: a parser's may quote the file.
            throw new WrongSettingException($"The key file {path} is damaged; put it back from the backup of the key folder.");
        }
    }

    private sealed record KeyFile(string Purpose, string Id, DateTime Created, string Key);
}
