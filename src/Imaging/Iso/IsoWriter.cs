using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Iso.Wire;

namespace Monitas.Imaging.Iso;

/// <summary>
/// Writes an ISO 9660 volume (ECMA-119, interchange level 3, with Rock Ridge names) as a stream of files whose lengths nobody
/// knows before they end. Files come first; path tables and directories behind them; the volume descriptors, which say where
/// those are, are written last into the sectors kept free for them, so that a volume that was not finished is none.
/// Not thread safe; leaves the stream open.
/// </summary>
public sealed class IsoWriter
{
    private const int MaxNameBytes = 128;
    private const int SystemAreaBytes = IsoFormat.SystemAreaSectors * IsoFormat.SectorBytes;

    private readonly Stream _stream;
    private readonly string _volumeIdentifier;
    private readonly DateTimeOffset _created;
    private readonly long _maxSectionBytes;
    private readonly IsoNode _root = new("", isDirectory: true, parent: null);
    private IsoNode? _file;
    private bool _started;
    private bool _finished;

    /// <summary>Makes a writer; nothing is written yet.</summary>
    /// <param name="stream">Empty, and can seek back once.</param>
    /// <param name="volumeIdentifier">The volume's label: at most 32 of A to Z, 0 to 9 and underscore.</param>
    /// <param name="created">The date of the volume and of all that is in it.</param>
    public IsoWriter(Stream stream, string volumeIdentifier, DateTimeOffset created)
        : this(stream, volumeIdentifier, created, IsoFormat.MaxSectionBytes)
    {
    }

    /// <summary>As the other, with shorter file sections, so that tests see several without writing 4 GiB.</summary>
    internal IsoWriter(Stream stream, string volumeIdentifier, DateTimeOffset created, long maxSectionBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(volumeIdentifier);
        if (volumeIdentifier.Length > 32 || volumeIdentifier.AsSpan().ContainsAnyExcept(DCharacters))
        {
            throw new ArgumentException("A volume label has at most 32 of A to Z, 0 to 9 and underscore.", nameof(volumeIdentifier));
        }
        _stream = stream;
        _volumeIdentifier = volumeIdentifier;
        _created = created;
        _maxSectionBytes = maxSectionBytes;
    }

    private static readonly SearchValues<char> DCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>What stands before the first file, in bytes.</summary>
    internal const long HeadBytes = IsoFormat.FirstDataLba * IsoFormat.SectorBytes;

    /// <summary>The length of the volume so far, in bytes.</summary>
    public long PositionBytes { get; private set; }

    /// <summary>So many bytes, filled up to whole sectors.</summary>
    internal static long InSectors(long bytes) => IsoFormat.SectorsFor(bytes) * IsoFormat.SectorBytes;

    /// <summary>The most that <see cref="FinishAsync(DateTimeOffset, CancellationToken)"/> writes behind the files.</summary>
    /// <param name="files">How many files there are.</param>
    /// <param name="directories">In how many directories, the root included.</param>
    /// <param name="bytes">The sum of the files' lengths.</param>
    internal static long MaxTailBytes(int files, int directories, long bytes)
    {
        // A record has at most 254 bytes, and none crosses the end of a sector: eight to a sector. Each directory has two for itself and its parent.
        const int RecordsPerSector = IsoFormat.SectorBytes / 254;
        long records = files + (bytes / IsoFormat.MaxSectionBytes) + (3L * directories);
        long directorySectors = ((records + RecordsPerSector - 1) / RecordsPerSector) + directories;
        long pathTableSectors = 2 * IsoFormat.SectorsFor(directories * 16L);
        return (directorySectors + pathTableSectors + 1) * IsoFormat.SectorBytes;
    }

    /// <summary>Begins a file. Directories on the way are made.</summary>
    /// <param name="path">Names with "/" between them, none in front; no name longer than 128 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The file's offset in the volume, in bytes.</returns>
    /// <exception cref="ArgumentException">The volume has that file already, or a name is not usable.</exception>
    public async ValueTask<long> BeginFileAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ObjectDisposedException.ThrowIf(_finished, this);
        if (_file is not null)
        {
            throw new InvalidOperationException("A file is being written already.");
        }
        if (!_started)
        {
            _started = true;
            await WriteBytesAsync(new byte[HeadBytes], cancellationToken).ConfigureAwait(false);
        }
        IsoNode directory = _root;
        string[] names = path.Split('/');
        foreach (string name in names)
        {
            CheckName(name);
        }
        foreach (string name in names.AsSpan(0, names.Length - 1))
        {
            directory = directory.Find(name) ?? directory.Add(name, isDirectory: true);
        }
        _file = directory.Add(names[^1], isDirectory: false);
        _file.Lba = PositionBytes / IsoFormat.SectorBytes;
        return PositionBytes;
    }

    /// <summary>Writes the next bytes of the file.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        IsoNode file = _file ?? throw new InvalidOperationException("No file is being written.");
        await WriteBytesAsync(bytes, cancellationToken).ConfigureAwait(false);
        file.LengthBytes += bytes.Length;
    }

    /// <summary>Ends the file and fills its last sector with zeros.</summary>
    public async ValueTask EndFileAsync(CancellationToken cancellationToken)
    {
        if (_file is null)
        {
            throw new InvalidOperationException("No file is being written.");
        }
        _file = null;
        int over = (int)(PositionBytes % IsoFormat.SectorBytes);
        if (over > 0)
        {
            await WriteBytesAsync(new byte[IsoFormat.SectorBytes - over], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the directories and, last, the descriptors. The stream stands anywhere afterwards and is not flushed.</summary>
    /// <param name="now">The volume's date of modification.</param>
    /// <param name="cancellationToken">Ends the wait; the volume is not usable then.</param>
    public ValueTask FinishAsync(DateTimeOffset now, CancellationToken cancellationToken) => FinishAsync(now, makeLastSector: null, cancellationToken);

    /// <summary>The same with one sector more at the end of the volume, which belongs to no file.</summary>
    /// <param name="now">The volume's date of modification.</param>
    /// <param name="makeLastSector">Gives the sector's bytes from all others that are no file's; null for no such sector.</param>
    /// <param name="cancellationToken">Ends the wait; the volume is not usable then.</param>
    internal async ValueTask FinishAsync(DateTimeOffset now, Func<IsoStructure, byte[]>? makeLastSector, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (_file is not null || !_started)
        {
            throw new InvalidOperationException("A volume is finished after its last file has ended, and has at least one.");
        }
        long firstLba = PositionBytes / IsoFormat.SectorBytes;
        IsoTree tree = new(_root, firstLba, _created, _maxSectionBytes);
        byte[] directories = tree.ToBytes();
        byte[] head = new byte[HeadBytes];
        Describe(tree, (uint)firstLba, tree.EndLba + (makeLastSector is null ? 0 : 1), now).WriteTo(head.AsSpan(SystemAreaBytes));
        VolumeDescriptor.WriteTerminator(head.AsSpan(SystemAreaBytes + IsoFormat.SectorBytes));
        byte[] lastSector = makeLastSector?.Invoke(new IsoStructure(head, PositionBytes, directories)) ?? [];
        await WriteBytesAsync(directories, cancellationToken).ConfigureAwait(false);
        await WriteBytesAsync(lastSector, cancellationToken).ConfigureAwait(false);
        _stream.Seek(SystemAreaBytes, SeekOrigin.Begin);
        await _stream.WriteAsync(head.AsMemory(SystemAreaBytes), cancellationToken).ConfigureAwait(false);
        _finished = true;
    }

    private VolumeDescriptor Describe(IsoTree tree, uint firstLba, long endLba, DateTimeOffset now) => new()
    {
        VolumeIdentifier = _volumeIdentifier,
        SectorCount = (uint)endLba,
        PathTableBytes = (uint)tree.PathTableBytes,
        PathTableLba = firstLba,
        BigEndianPathTableLba = tree.BigEndianPathTableLba,
        Root = new DirectoryRecord
        {
            Lba = (uint)_root.Lba,
            LengthBytes = (uint)_root.LengthBytes,
            Time = _created,
            IsDirectory = true,
            Identifier = [0],
        },
        Application = "MONITAS",
        Created = _created,
        Modified = now,
    };

    private static void CheckName(string name)
    {
        if (name is "" or "." or ".." || Encoding.UTF8.GetByteCount(name) > MaxNameBytes || name.Contains('\0'))
        {
            throw new ArgumentException($"'{name}' cannot be a name in a volume.", nameof(name));
        }
    }

    private async ValueTask WriteBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        PositionBytes += bytes.Length;
    }
}
