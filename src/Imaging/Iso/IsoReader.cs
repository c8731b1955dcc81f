using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Iso.Wire;

namespace Monitas.Imaging.Iso;

/// <summary>
/// Reads the directories of an ISO 9660 volume such as <see cref="IsoWriter"/> writes: files in one piece, Rock Ridge names when
/// there are any. Memory is bounded whatever the volume says.
/// </summary>
public sealed class IsoReader
{
    private const int MaxDirectoryBytes = 64 * 1024 * 1024;
    private const int MaxFiles = 1_000_000;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly Dictionary<string, IsoFile> _files = new(StringComparer.Ordinal);
    private readonly HashSet<uint> _seen = [];

    private IsoReader(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
    }

    /// <summary>The volume's label.</summary>
    public string VolumeIdentifier { get; private set; } = "";

    /// <summary>All files by path.</summary>
    public IReadOnlyDictionary<string, IsoFile> Files => _files;

    /// <summary>The length of the whole volume, as its descriptor has it.</summary>
    internal long VolumeBytes { get; private set; }

    /// <summary>Reads the descriptor and all directories.</summary>
    /// <param name="stream">The volume; can seek; stays open.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="VolumeFormatException">It is no such volume, or is damaged or cut short.</exception>
    public static async ValueTask<IsoReader> OpenAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        IsoReader reader = await OpenEvenShortAsync(stream, name, cancellationToken).ConfigureAwait(false);
        return stream.Length >= reader.VolumeBytes
            ? reader
            : throw reader.Damaged(stream.Length, $"{reader.VolumeBytes} bytes", $"the end after {stream.Length}");
    }

    /// <summary>The same also when the volume is cut short behind all directories and files.</summary>
    internal static async ValueTask<IsoReader> OpenEvenShortAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        IsoReader reader = new(stream, name);
        const long At = IsoFormat.SystemAreaSectors * IsoFormat.SectorBytes;
        byte[] sector = await reader.ReadAsync(At, IsoFormat.SectorBytes, cancellationToken).ConfigureAwait(false);
        if (!VolumeDescriptor.TryParse(sector, out VolumeDescriptor? descriptor))
        {
            throw reader.Damaged(At, "an ISO 9660 primary volume descriptor", "other bytes (was the volume never finished?)");
        }
        reader.VolumeIdentifier = descriptor.VolumeIdentifier;
        reader.VolumeBytes = (long)descriptor.SectorCount * IsoFormat.SectorBytes;
        await reader.ReadDirectoryAsync(descriptor.Root, "", 1, cancellationToken).ConfigureAwait(false);
        return reader;
    }

    private async ValueTask ReadDirectoryAsync(DirectoryRecord directory, string prefix, int level, CancellationToken cancellationToken)
    {
        long offset = (long)directory.Lba * IsoFormat.SectorBytes;
        if (level > IsoFormat.MaxDirectoryLevel || directory.LengthBytes > MaxDirectoryBytes || !_seen.Add(directory.Lba))
        {
            throw Damaged(offset, "a directory of at most 64 MiB at one place in at most eight levels", "another");
        }
        byte[] bytes = await ReadAsync(offset, (int)directory.LengthBytes, cancellationToken).ConfigureAwait(false);
        IsoFile? open = null;
        int at = 0;
        while (at < bytes.Length)
        {
            int sectorLeft = IsoFormat.SectorBytes - (at % IsoFormat.SectorBytes);
            if (bytes[at] == 0)
            {
                // The rest of a sector after its last record is zero (6.8.1.1).
                at += sectorLeft;
                continue;
            }
            int room = Math.Min(sectorLeft, bytes.Length - at);
            if (!DirectoryRecord.TryParse(bytes.AsSpan(at, room), out DirectoryRecord? record))
            {
                throw Damaged(offset + at, "a directory record", "other bytes");
            }
            at += bytes[at];
            if (record.Identifier is [0] or [1])
            {
                continue;
            }
            string path = prefix + (RockRidge.FindName(record.SystemUse) ?? IsoNames.ToDisplay(record.Identifier));
            if (record.IsDirectory)
            {
                await ReadDirectoryAsync(record, path + "/", level + 1, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                open = AddSection(record, path, open, offset + at);
            }
        }
        if (open is not null)
        {
            throw Damaged(offset + at, $"the last section of '{open.Path}'", "the end of its directory");
        }
    }

    /// <summary>Adds one section; returns the file while further sections are to follow.</summary>
    private IsoFile? AddSection(DirectoryRecord record, string path, IsoFile? open, long recordOffset)
    {
        long offset = (long)record.Lba * IsoFormat.SectorBytes;
        IsoFile file = new(path, offset, record.LengthBytes);
        if (open is not null)
        {
            bool adjoins = open.Path == path && open.OffsetBytes + open.LengthBytes == offset;
            file = adjoins
                ? open with { LengthBytes = open.LengthBytes + record.LengthBytes }
                : throw Damaged(recordOffset, $"the next section of '{open.Path}' right behind the last", $"one of '{path}'");
        }
        if (file.OffsetBytes + file.LengthBytes > _stream.Length)
        {
            throw Damaged(recordOffset, $"'{path}' within the volume", "an end beyond it");
        }
        if (record.HasMoreSections)
        {
            return file;
        }
        if (_files.Count >= MaxFiles || !_files.TryAdd(path, file))
        {
            throw Damaged(recordOffset, "at most a million files of different names", $"'{path}' again");
        }
        return null;
    }

    private async ValueTask<byte[]> ReadAsync(long offsetBytes, int length, CancellationToken cancellationToken)
    {
        if (offsetBytes + length > _stream.Length)
        {
            throw Damaged(offsetBytes, $"{length} bytes", "the end of the file");
        }
        byte[] bytes = new byte[length];
        _stream.Position = offsetBytes;
        await _stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private VolumeFormatException Damaged(long offsetBytes, string expected, string actual) => new(_name, offsetBytes, expected, actual);
}
