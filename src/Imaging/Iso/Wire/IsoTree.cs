using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.Imaging.Iso.Wire;

/// <summary>
/// Turns the tree of a finished volume into the sectors that stand behind its files: little endian path table, big endian path
/// table, directories in path table order, one sector for Rock Ridge's ER. Pure.
/// </summary>
internal sealed class IsoTree
{
    private readonly List<IsoNode> _directories;
    private readonly DateTimeOffset _time;
    private readonly long _maxSectionBytes;
    private readonly long _firstLba;
    private readonly long _continuationLba;
    private readonly int _pathTableSectors;

    /// <summary>Gives every directory its place.</summary>
    /// <param name="root">The tree; its files have their places already.</param>
    /// <param name="firstLba">The first free sector.</param>
    /// <param name="time">The date of all records.</param>
    /// <param name="maxSectionBytes">Files are cut into sections of this length: whole sectors.</param>
    internal IsoTree(IsoNode root, long firstLba, DateTimeOffset time, long maxSectionBytes)
    {
        _time = time;
        _firstLba = firstLba;
        _maxSectionBytes = maxSectionBytes;
        _directories = InPathTableOrder(root);
        PathTableBytes = _directories.Sum(PathTableRecordLength);
        _pathTableSectors = (int)IsoFormat.SectorsFor(PathTableBytes);
        long lba = firstLba + (2 * _pathTableSectors);
        foreach (IsoNode directory in _directories)
        {
            directory.Lba = lba;
            directory.LengthBytes = MeasureDirectory(directory);
            lba += directory.LengthBytes / IsoFormat.SectorBytes;
        }
        _continuationLba = lba;
        EndLba = lba + 1;
        // One sector more may follow.
        if (EndLba >= uint.MaxValue)
        {
            throw new InvalidOperationException("An ISO 9660 volume cannot be longer than 8 TiB.");
        }
    }

    /// <summary>The length of one path table in bytes.</summary>
    internal int PathTableBytes { get; }

    /// <summary>Where the big endian path table begins; the little endian one begins at the first free sector.</summary>
    internal uint BigEndianPathTableLba => (uint)(_firstLba + _pathTableSectors);

    /// <summary>The sector after the last.</summary>
    internal long EndLba { get; }

    /// <summary>All the sectors.</summary>
    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[(EndLba - _firstLba) * IsoFormat.SectorBytes];
        WritePathTable(bytes, bigEndian: false);
        WritePathTable(bytes.AsSpan(_pathTableSectors * IsoFormat.SectorBytes), bigEndian: true);
        foreach (IsoNode directory in _directories)
        {
            WriteDirectory(bytes.AsSpan((int)((directory.Lba - _firstLba) * IsoFormat.SectorBytes)), directory);
        }
        RockRidge.WriteExtensionReference(bytes.AsSpan((int)((_continuationLba - _firstLba) * IsoFormat.SectorBytes)));
        return bytes;
    }

    /// <summary>By level, then by the parent's place, then by identifier (6.9.1).</summary>
    private static List<IsoNode> InPathTableOrder(IsoNode root)
    {
        List<IsoNode> directories = [root];
        for (int i = 0; i < directories.Count; i++)
        {
            directories.AddRange(directories[i].Children.Where(child => child.IsDirectory));
        }
        return directories;
    }

    private static int PathTableRecordLength(IsoNode directory) => 8 + ((directory.IdentifierBytes.Length + 1) / 2 * 2);

    /// <summary>Records of 9.4: identifier length 1, 0, LBA 4, number of the parent 2, identifier, filled up to an even length.</summary>
    private void WritePathTable(Span<byte> destination, bool bigEndian)
    {
        Dictionary<IsoNode, int> numbers = [];
        foreach (IsoNode directory in _directories)
        {
            numbers.Add(directory, numbers.Count + 1);
            byte[] identifier = directory.IdentifierBytes;
            destination[0] = (byte)identifier.Length;
            ushort parent = checked((ushort)numbers[directory.Parent]);
            if (bigEndian)
            {
                BinaryPrimitives.WriteUInt32BigEndian(destination[2..], (uint)directory.Lba);
                BinaryPrimitives.WriteUInt16BigEndian(destination[6..], parent);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(destination[2..], (uint)directory.Lba);
                BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], parent);
            }
            identifier.CopyTo(destination[8..]);
            destination = destination[PathTableRecordLength(directory)..];
        }
    }

    /// <summary>No record crosses the end of a sector (6.8.1.1); a directory fills whole sectors (6.8.1.3).</summary>
    private long MeasureDirectory(IsoNode directory)
    {
        int at = 0;
        foreach (DirectoryRecord record in Records(directory))
        {
            at = PlaceFor(record.RecordLength, at) + record.RecordLength;
        }
        return IsoFormat.SectorsFor(at) * IsoFormat.SectorBytes;
    }

    private void WriteDirectory(Span<byte> destination, IsoNode directory)
    {
        int at = 0;
        foreach (DirectoryRecord record in Records(directory))
        {
            at = PlaceFor(record.RecordLength, at);
            at += record.WriteTo(destination[at..]);
        }
    }

    private static int PlaceFor(int length, int at)
    {
        int left = IsoFormat.SectorBytes - (at % IsoFormat.SectorBytes);
        return length <= left ? at : at + left;
    }

    private IEnumerable<DirectoryRecord> Records(IsoNode directory)
    {
        yield return DirectoryItself(directory, [0], directory.Parent == directory);
        yield return DirectoryItself(directory.Parent, [1], isRootItself: false);
        foreach (IsoNode child in directory.Children)
        {
            long offset = 0;
            do
            {
                long length = Math.Min(child.LengthBytes - offset, child.IsDirectory ? uint.MaxValue : _maxSectionBytes);
                yield return new DirectoryRecord
                {
                    Lba = (uint)(child.Lba + (offset / IsoFormat.SectorBytes)),
                    LengthBytes = (uint)length,
                    Time = _time,
                    IsDirectory = child.IsDirectory,
                    HasMoreSections = offset + length < child.LengthBytes,
                    Identifier = child.IdentifierBytes,
                    SystemUse = SystemUse(child),
                };
                offset += length;
            }
            while (offset < child.LengthBytes);
        }
    }

    private DirectoryRecord DirectoryItself(IsoNode directory, byte[] identifier, bool isRootItself)
    {
        byte[] systemUse = new byte[isRootItself ? RockRidge.RootBytes : RockRidge.PxBytes];
        int directories = directory.Children.Count(child => child.IsDirectory);
        if (isRootItself)
        {
            RockRidge.WriteRoot(systemUse, directories, (uint)_continuationLba);
        }
        else
        {
            RockRidge.WritePosixAttributes(systemUse, isDirectory: true, directories);
        }
        return new DirectoryRecord
        {
            Lba = (uint)directory.Lba,
            LengthBytes = (uint)directory.LengthBytes,
            Time = _time,
            IsDirectory = true,
            Identifier = identifier,
            SystemUse = systemUse,
        };
    }

    private static byte[] SystemUse(IsoNode node)
    {
        byte[] bytes = new byte[RockRidge.PxBytes + RockRidge.NmBytes(node.Name)];
        int at = RockRidge.WritePosixAttributes(bytes, node.IsDirectory, node.Children.Count(child => child.IsDirectory));
        RockRidge.WriteName(bytes.AsSpan(at), node.Name);
        return bytes;
    }
}
