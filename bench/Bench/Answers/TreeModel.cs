using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.Bench.Answers;

/// <summary>
/// Entries like those of a desktop's Debian: names of the length and depth that /usr, /var and /home have, all fields that the agent fills in, times
/// and inodes that do not compress, small files that share chunks of 1 MiB. Made from a seed.
/// </summary>
/// <param name="seed">Another seed is another machine.</param>
public sealed class TreeModel(int seed)
{
    private const int FilesPerDirectory = 24;
    private const int ChunkBytes = 1024 * 1024;
    private const long Start = 1_700_000_000_000_000_000;

    private static readonly string[] Tops = ["usr/share/doc", "usr/share/icons/hicolor", "usr/lib/python3/dist-packages", "usr/lib/x86_64-linux-gnu", "usr/include/linux", "var/lib/dpkg/info", "home/anna/projects", "home/anna/.cache"];
    private static readonly string[] Endings = [".so.1", ".py", ".h", ".svg", ".list", ".txt.gz", ".json", ".png"];

    private readonly Random _random = new(seed);
    private ChunkId _chunk;
    private int _offset = ChunkBytes;

    /// <summary>About so many entries, in byte order.</summary>
    public List<ManifestEntry> Make(int count)
    {
        List<ManifestEntry> entries = [Entry("/", EntryKind.Directory)];
        for (int directory = 0; entries.Count < count; directory++)
        {
            string path = $"/{Tops[directory % Tops.Length]}/{Word()}-{directory:x}";
            entries.Add(Entry(path, EntryKind.Directory));
            for (int i = 0; i < FilesPerDirectory && entries.Count < count; i++)
            {
                entries.Add(Entry($"{path}/{Word()}-{i}{Endings[_random.Next(Endings.Length)]}", EntryKind.File));
            }
        }
        return [.. entries.OrderBy(entry => entry.Path, Comparer<byte[]>.Create((left, right) => BytePath.Compare(left, right)))];
    }

    /// <summary>The entry after its file was written to.</summary>
    public ManifestEntry Changed(ManifestEntry entry) => Fill(entry);

    private ManifestEntry Entry(string path, EntryKind kind) => Fill(new ManifestEntry
    {
        Path = Encoding.UTF8.GetBytes(path),
        Kind = kind,
        Mode = kind == EntryKind.File ? 0x1A4 : 0x1ED,
        Uid = path.StartsWith("/home", StringComparison.Ordinal) ? 1000u : 0,
        Gid = path.StartsWith("/home", StringComparison.Ordinal) ? 1000u : 0,
        UserName = path.StartsWith("/home", StringComparison.Ordinal) ? "anna"u8.ToArray() : "root"u8.ToArray(),
        GroupName = path.StartsWith("/home", StringComparison.Ordinal) ? "anna"u8.ToArray() : "root"u8.ToArray(),
        MtimeNs = 0,
        Device = 0x801,
        Inode = (ulong)_random.Next(1, 20_000_000),
    });

    private ManifestEntry Fill(ManifestEntry entry)
    {
        long time = Start + _random.NextInt64(50_000_000_000_000_000);
        int size = entry.Kind == EntryKind.File ? 1 + (int)(Math.Pow(_random.NextDouble(), 6) * 400_000) : 0;
        return entry with { MtimeNs = time, CtimeNs = time + _random.Next(1_000_000_000), BirthNs = time - _random.Next(1_000_000_000), SizeBytes = size, Spans = size == 0 ? [] : [Place(size)] };
    }

    private ContentSpan Place(int size)
    {
        if (_offset + size > ChunkBytes)
        {
            byte[] bytes = new byte[ChunkId.SizeBytes];
            _random.NextBytes(bytes);
            _chunk = new ChunkId(bytes);
            _offset = 0;
        }
        _offset += size;
        return new ContentSpan(0, _chunk, _offset - size, size);
    }

    private string Word()
    {
        StringBuilder word = new();
        for (int i = _random.Next(2, 5); i > 0; i--)
        {
            word.Append("bcdfghklmnprstvw"[_random.Next(16)]).Append("aeiou"[_random.Next(5)]);
        }
        return word.ToString();
    }
}
