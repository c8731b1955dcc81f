using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Iso.Wire;
using Monitas.Imaging.Volumes.Wire;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Where the files of a volume lie. The digest sector says so, and VOLUME.JSON, which it leads to, so that damaged directories do no harm; where
/// there is no sound digest sector, directories do.
/// </summary>
internal sealed class VolumeMap
{
    private readonly Dictionary<string, IsoFile> _files;

    private VolumeMap(Dictionary<string, IsoFile> files, long volumeBytes)
    {
        _files = files;
        VolumeBytes = volumeBytes;
    }

    /// <summary>The digest sector; null when the volume has none that is sound.</summary>
    internal DigestSector? Digests { get; private init; }

    /// <summary>The length of the volume, as it says itself.</summary>
    internal long VolumeBytes { get; }

    /// <summary>The files that are known so far, by path.</summary>
    internal IReadOnlyDictionary<string, IsoFile> Files => _files;

    /// <summary>Where the parts lie that are no files.</summary>
    internal IEnumerable<VolumeFile> Parts => Digests?.Parts.Where(part => IsRegion(part.File)) ?? [];

    /// <summary>The SHA-256 of a file as the digest sector has it; null when it says nothing of it.</summary>
    internal string? DigestOf(string path) => Digests?.Parts.FirstOrDefault(part => part.File == path)?.Sha256;

    /// <summary>Finds out where files lie.</summary>
    /// <exception cref="VolumeFormatException">There is neither a sound digest sector nor directories that can be read.</exception>
    internal static async ValueTask<VolumeMap> ReadAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        foreach (long end in await FindEndsAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            long at = end - DigestSector.SizeBytes;
            if (DigestSector.TryParse(await ReadSectorAsync(stream, at, cancellationToken).ConfigureAwait(false), at, out DigestSector? digests))
            {
                IEnumerable<VolumeFile> files = digests.Parts.Where(part => !IsRegion(part.File));
                return new VolumeMap(files.ToDictionary(file => file.File, Place, StringComparer.Ordinal), end) { Digests = digests };
            }
        }
        IsoReader iso = await IsoReader.OpenEvenShortAsync(stream, name, cancellationToken).ConfigureAwait(false);
        return new VolumeMap(new Dictionary<string, IsoFile>(iso.Files, StringComparer.Ordinal), iso.VolumeBytes);
    }

    /// <summary>
    /// Takes in a file that VOLUME.JSON names; false when that gives it no place, or none within the volume, or its name is there already.
    /// Where directories say where files lie, there is nothing to take in.
    /// </summary>
    internal bool TryAdd(VolumeFile file)
    {
        if (Digests is null)
        {
            return true;
        }
        long end = VolumeBytes - DigestSector.SizeBytes;
        return file.OffsetBytes is long offset && offset >= 0 && file.LengthBytes >= 0 && offset <= end && file.LengthBytes <= end - offset
            && _files.TryAdd(file.File, Place(file));
    }

    /// <summary>Do the directories name the same files at the same places?</summary>
    internal async ValueTask<bool> AgreesWithDirectoriesAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        IsoReader iso = await IsoReader.OpenAsync(stream, name, cancellationToken).ConfigureAwait(false);
        return iso.VolumeBytes == VolumeBytes && iso.Files.Count == _files.Count
            && iso.Files.Values.All(file => _files.TryGetValue(file.Path, out IsoFile? here) && here == file);
    }

    private static bool IsRegion(string name) => name.StartsWith('(');

    private static IsoFile Place(VolumeFile file) => new(file.File, file.OffsetBytes ?? 0, file.LengthBytes);

    /// <summary>
    /// The last sector is that of the stream. When something follows the volume, as when it was read back from a disc, the descriptor says where it ends.
    /// </summary>
    private static async ValueTask<IReadOnlyList<long>> FindEndsAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (stream.Length < IsoWriter.HeadBytes + DigestSector.SizeBytes)
        {
            return [];
        }
        long end = stream.Length / IsoFormat.SectorBytes * IsoFormat.SectorBytes;
        byte[] sector = await ReadSectorAsync(stream, IsoFormat.SystemAreaSectors * IsoFormat.SectorBytes, cancellationToken).ConfigureAwait(false);
        long told = VolumeDescriptor.TryParse(sector, out VolumeDescriptor? descriptor) ? (long)descriptor.SectorCount * IsoFormat.SectorBytes : end;
        return told >= end || told < IsoWriter.HeadBytes + DigestSector.SizeBytes ? [end] : [end, told];
    }

    private static async ValueTask<byte[]> ReadSectorAsync(Stream stream, long offsetBytes, CancellationToken cancellationToken)
    {
        byte[] sector = new byte[IsoFormat.SectorBytes];
        stream.Position = offsetBytes;
        await stream.ReadExactlyAsync(sector, cancellationToken).ConfigureAwait(false);
        return sector;
    }
}
