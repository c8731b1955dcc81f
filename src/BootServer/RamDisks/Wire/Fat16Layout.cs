using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.RamDisks.Wire;

/// <summary>
/// A FAT16 file system ("FAT: General Overview of On-Disk Format" 1.03) whose files lie one after the other, each in one piece: the structures
/// are made in memory, and the files' bytes come from wherever they are.
/// <code>
/// sector 0        boot sector
/// sector 8        first file allocation table, then its copy
/// after them      root directory, 512 entries
/// data            directories, one cluster each; then the files in the order given
/// </code>
/// The layout depends on names and lengths only, so the same files always give the same bytes.
/// </summary>
internal sealed class Fat16Layout
{
    /// <summary>Bytes of a sector.</summary>
    public const int SectorBytes = 512;

    private const int ReservedSectors = 8;
    private const int RootEntries = 512;
    private const int EntryBytes = 32;
    private const int RootSectors = RootEntries * EntryBytes / SectorBytes;

    /// <summary>Fewer clusters would make it FAT12, more FAT32: the count alone tells (chapter "FAT Type Determination"); a few are kept away from the edges.</summary>
    private const int MinimumClusters = 4085 + 16;
    private const int MaximumClusters = 65524 - 16;
    private const int LargestClusterBytes = 32768;
    private const ushort EndOfChain = 0xffff;
    private const byte AttributeDirectory = 0x10;
    private const byte AttributeArchive = 0x20;

    /// <summary>1980-01-01, the first day that FAT knows.</summary>
    private const ushort FirstDay = (1 << 5) | 1;

    private readonly IReadOnlyList<Fat16Entry> _files;
    private readonly List<string> _directories;
    private readonly int _clusterBytes;
    private readonly int _clusters;
    private readonly int _tableSectors;
    private readonly int[] _firstClusters;

    private Fat16Layout(IReadOnlyList<Fat16Entry> files, List<string> directories, int clusterBytes)
    {
        (_files, _directories, _clusterBytes) = (files, directories, clusterBytes);
        _firstClusters = new int[files.Count];
        int next = 2 + directories.Count;
        for (int i = 0; i < files.Count; i++)
        {
            int count = ClustersOf(files[i].LengthBytes, clusterBytes);
            _firstClusters[i] = count == 0 ? 0 : next;
            next += count;
        }

        _clusters = Math.Max(next - 2, MinimumClusters);
        _tableSectors = ((_clusters + 2) * 2 + SectorBytes - 1) / SectorBytes;
        HeadBytes = DataBytesOffset + (directories.Count * clusterBytes);
        TotalBytes = DataBytesOffset + ((long)_clusters * clusterBytes);
    }

    /// <summary>The length of <see cref="MakeHead"/>: all that lies before the first file.</summary>
    public int HeadBytes { get; }

    /// <summary>The length of the whole file system.</summary>
    public long TotalBytes { get; }

    private int DataBytesOffset => (ReservedSectors + (2 * _tableSectors) + RootSectors) * SectorBytes;

    /// <summary>Lays files out.</summary>
    /// <exception cref="ArgumentException">A name is not a short one, there are too many, or together they are longer than FAT16 can hold.</exception>
    public static Fat16Layout Of(IReadOnlyList<Fat16Entry> files)
    {
        List<string> directories = files.SelectMany(file => WithParents(file.Directory)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (files.Count + directories.Count > SectorBytes / EntryBytes - 2)
        {
            throw new ArgumentException("A small boot disk holds a handful of files.", nameof(files));
        }

        for (int clusterBytes = SectorBytes; clusterBytes <= LargestClusterBytes; clusterBytes *= 2)
        {
            long clusters = directories.Count + files.Sum(file => (file.LengthBytes + clusterBytes - 1) / clusterBytes);
            if (clusters <= MaximumClusters)
            {
                return new Fat16Layout(files, directories, clusterBytes);
            }
        }

        throw new ArgumentException("The files are longer than a FAT16 file system can hold.", nameof(files));
    }

    /// <summary>Where a file's bytes begin, counted from the file system's first byte.</summary>
    /// <param name="index">Which of the files.</param>
    public long OffsetBytes(int index) => DataBytesOffset + ((_firstClusters[index] - 2L) * _clusterBytes);

    /// <summary>Makes boot sector, tables and directories.</summary>
    public byte[] MakeHead()
    {
        byte[] head = new byte[HeadBytes];
        Fat16BootSector.Write(head, _clusterBytes / SectorBytes, ReservedSectors, RootEntries, _tableSectors, TotalBytes / SectorBytes);
        for (int copy = 0; copy < 2; copy++)
        {
            WriteTable(head.AsSpan((ReservedSectors + (copy * _tableSectors)) * SectorBytes));
        }

        int root = (ReservedSectors + (2 * _tableSectors)) * SectorBytes;
        WriteDirectory(head.AsSpan(root), "", 0, 0);
        for (int i = 0; i < _directories.Count; i++)
        {
            string directory = _directories[i];
            int parent = _directories.IndexOf(ParentOf(directory));
            WriteDirectory(head.AsSpan(DataBytesOffset + (i * _clusterBytes), _clusterBytes), directory, 2 + i, parent < 0 ? 0 : 2 + parent);
        }

        return head;
    }

    private void WriteTable(Span<byte> table)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(table, 0xff00 | Fat16BootSector.MediaFixed);
        BinaryPrimitives.WriteUInt16LittleEndian(table[2..], EndOfChain);
        for (int i = 0; i < _directories.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(table[(2 * (2 + i))..], EndOfChain);
        }

        for (int i = 0; i < _files.Count; i++)
        {
            int last = _firstClusters[i] + ClustersOf(_files[i].LengthBytes, _clusterBytes) - 1;
            for (int cluster = _firstClusters[i]; cluster <= last; cluster++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(table[(2 * cluster)..], cluster == last ? EndOfChain : (ushort)(cluster + 1));
            }
        }
    }

    /// <summary>The root directory has no "." and ".."; ".." of a directory below the root names cluster 0.</summary>
    private void WriteDirectory(Span<byte> area, string path, int own, int parent)
    {
        if (path.Length > 0)
        {
            WriteEntry(ref area, ".", AttributeDirectory, own, 0);
            WriteEntry(ref area, "..", AttributeDirectory, parent, 0);
        }

        for (int i = 0; i < _directories.Count; i++)
        {
            if (ParentOf(_directories[i]) == path)
            {
                WriteEntry(ref area, _directories[i][(path.Length == 0 ? 0 : path.Length + 1)..], AttributeDirectory, 2 + i, 0);
            }
        }

        for (int i = 0; i < _files.Count; i++)
        {
            if (_files[i].Directory == path)
            {
                WriteEntry(ref area, _files[i].Name, AttributeArchive, _firstClusters[i], (uint)_files[i].LengthBytes);
            }
        }
    }

    private static void WriteEntry(ref Span<byte> area, string name, byte attribute, int cluster, uint lengthBytes)
    {
        Fat16ShortName.Encode(name).CopyTo(area);
        area[11] = attribute;
        BinaryPrimitives.WriteUInt16LittleEndian(area[24..], FirstDay);
        BinaryPrimitives.WriteUInt16LittleEndian(area[26..], (ushort)cluster);
        BinaryPrimitives.WriteUInt32LittleEndian(area[28..], lengthBytes);
        area = area[EntryBytes..];
    }

    private static int ClustersOf(long lengthBytes, int clusterBytes) => (int)((lengthBytes + clusterBytes - 1) / clusterBytes);

    private static string ParentOf(string directory) => directory.Contains('/', StringComparison.Ordinal) ? directory[..directory.LastIndexOf('/')] : "";

    private static IEnumerable<string> WithParents(string directory)
    {
        for (string path = directory; path.Length > 0; path = ParentOf(path))
        {
            yield return path;
        }
    }
}
