using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Iso.Wire;
using Monitas.Imaging.Manifests;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>
/// A browsable ISO 9660 volume of an archive's files, with Rock Ridge (names of any bytes, modes, owners, times, links, devices). All lengths are known
/// before, so it is written from front to back: descriptors, path tables, directories, continuation areas, files. Directories may lie deeper
/// than the eight levels of ECMA-119 6.8.2.1, as with mkisofs -D; Linux, xorriso, bsdtar and 7z read that. The tree is in memory, content is not.
/// </summary>
public sealed class TreeImage
{
    private readonly TreeDirectory _root;
    private readonly List<TreeDirectory> _directories;
    private readonly DateTimeOffset _created;
    private readonly string _label;
    private readonly int _pathTableBytes;
    private readonly uint _bigEndianLba;
    private readonly uint _continuationLba;
    private readonly long _endLba;

    /// <summary>Gives everything its place.</summary>
    /// <param name="manifest">What is to be in it.</param>
    /// <param name="label">At most 32 of A to Z, 0 to 9 and underscore.</param>
    /// <param name="created">The volume's date.</param>
    /// <exception cref="InvalidOperationException">It would be longer than a volume can be.</exception>
    public TreeImage(ManifestReader manifest, string label, DateTimeOffset created)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        _label = label;
        _created = created;
        _root = TreeBuilder.Build(manifest.Entries(), out IReadOnlyList<TreeNode> files);
        _directories = [_root];
        for (int i = 0; i < _directories.Count; i++)
        {
            _directories.AddRange(_directories[i].Named().Select(child => child.Node).OfType<TreeDirectory>());
        }
        _pathTableBytes = _directories.Sum(PathTableRecordLength);
        uint tableSectors = (uint)IsoFormat.SectorsFor(_pathTableBytes);
        _bigEndianLba = IsoFormat.FirstDataLba + tableSectors;
        _continuationLba = Place(_bigEndianLba + tableSectors, out int continuationSectors);
        long lba = _continuationLba + 1 + continuationSectors;
        foreach (TreeNode file in files)
        {
            file.Lba = (uint)lba;
            lba += IsoFormat.SectorsFor(file.LengthBytes);
            if (lba > uint.MaxValue)
            {
                throw new InvalidOperationException("The files, holes included, are longer than an ISO 9660 volume can be (8 TiB): export a tar.zst.");
            }
        }
        _endLba = lba;
    }

    /// <summary>The length of the volume in bytes.</summary>
    public long LengthBytes => _endLba * IsoFormat.SectorBytes;

    /// <summary>Writes all that stands before the files. Then every regular file's content follows, in the order of <see cref="ContentOrder"/>, each filled up to 2048 bytes.</summary>
    public async Task WriteHeadAsync(Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        byte[] head = new byte[IsoFormat.FirstDataLba * IsoFormat.SectorBytes];
        Descriptor().WriteTo(head.AsSpan(IsoFormat.SystemAreaSectors * IsoFormat.SectorBytes));
        VolumeDescriptor.WriteTerminator(head.AsSpan((IsoFormat.SystemAreaSectors + 1) * IsoFormat.SectorBytes));
        await output.WriteAsync(head, cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(PathTable(bigEndian: false), cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(PathTable(bigEndian: true), cancellationToken).ConfigureAwait(false);
        TreeContinuations continuations = new(_continuationLba + 1);
        foreach (TreeDirectory directory in _directories)
        {
            byte[] bytes = new byte[directory.LengthBytes];
            int at = 0;
            foreach (DirectoryRecord record in TreeRecords.Of(directory, _root, _continuationLba, continuations))
            {
                at = TreeRecords.PlaceFor(record.RecordLength, at);
                at += record.WriteTo(bytes.AsSpan(at));
            }
            await output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        byte[] extension = new byte[IsoFormat.SectorBytes];
        RockRidge.WriteExtensionReference(extension);
        await output.WriteAsync(extension, cancellationToken).ConfigureAwait(false);
        foreach (byte[] sector in continuations.Sectors)
        {
            await output.WriteAsync(sector, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The entries whose content is in the volume, in its order: the manifest's regular files that are no further links and not empty.</summary>
    public static IEnumerable<ManifestEntry> ContentOrder(ManifestReader manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Entries().Where(entry => entry.Kind == EntryKind.File && entry.HardLinkTo.Length == 0 && entry.SizeBytes > 0);
    }

    /// <summary>How many zero bytes follow a content of that length.</summary>
    public static int Padding(long lengthBytes) => (int)((IsoFormat.SectorsFor(lengthBytes) * IsoFormat.SectorBytes) - lengthBytes);

    /// <summary>Gives the directories their places. How long a record is does not depend on where anything lies.</summary>
    private uint Place(uint lba, out int continuationSectors)
    {
        TreeContinuations unplaced = new(0);
        foreach (TreeDirectory directory in _directories)
        {
            int at = 0;
            foreach (DirectoryRecord record in TreeRecords.Of(directory, _root, 0, unplaced))
            {
                at = TreeRecords.PlaceFor(record.RecordLength, at) + record.RecordLength;
            }
            directory.Lba = lba;
            directory.LengthBytes = IsoFormat.SectorsFor(at) * IsoFormat.SectorBytes;
            lba += (uint)IsoFormat.SectorsFor(at);
        }
        continuationSectors = unplaced.SectorCount;
        return lba;
    }

    private VolumeDescriptor Descriptor() => new()
    {
        VolumeIdentifier = _label,
        SectorCount = (uint)_endLba,
        PathTableBytes = (uint)_pathTableBytes,
        PathTableLba = IsoFormat.FirstDataLba,
        BigEndianPathTableLba = _bigEndianLba,
        Root = new DirectoryRecord { Lba = _root.Lba, LengthBytes = (uint)_root.LengthBytes, Time = _root.Modified, IsDirectory = true, Identifier = [0] },
        Application = "MONITAS",
        Created = _created,
        Modified = _created,
    };

    private static int PathTableRecordLength(TreeDirectory directory) => 8 + ((Math.Max(1, directory.Identifier.Length) + 1) / 2 * 2);

    /// <summary>Records of 9.4. The number of a parent has 16 bits only; of more than 65,535 directories those above share the last number, as mkisofs does.</summary>
    private byte[] PathTable(bool bigEndian)
    {
        byte[] bytes = new byte[IsoFormat.SectorsFor(_pathTableBytes) * IsoFormat.SectorBytes];
        Dictionary<TreeDirectory, int> numbers = [];
        int at = 0;
        foreach (TreeDirectory directory in _directories)
        {
            numbers.Add(directory, numbers.Count + 1);
            Span<byte> record = bytes.AsSpan(at);
            byte[] identifier = directory == _root ? [0] : System.Text.Encoding.ASCII.GetBytes(directory.Identifier);
            ushort parent = (ushort)Math.Min(numbers[directory.Parent], ushort.MaxValue);
            record[0] = (byte)identifier.Length;
            if (bigEndian)
            {
                BinaryPrimitives.WriteUInt32BigEndian(record[2..], directory.Lba);
                BinaryPrimitives.WriteUInt16BigEndian(record[6..], parent);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(record[2..], directory.Lba);
                BinaryPrimitives.WriteUInt16LittleEndian(record[6..], parent);
            }
            identifier.CopyTo(record[8..]);
            at += PathTableRecordLength(directory);
        }
        return bytes;
    }
}
