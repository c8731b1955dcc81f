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
/// Looks for damage in all of a volume that VOLUME.JSON has no digests of: what the digest sector covers, that sector itself, and the bytes that
/// belong to nothing, which must be zeros. In a volume without digest sector that leaves descriptors, directories, README.TXT and EXTRACT.PY out.
/// </summary>
/// <param name="stream">The volume; it is moved.</param>
/// <param name="map">Where its files lie.</param>
internal sealed class VolumeStructure(Stream stream, VolumeMap map)
{
    private readonly List<VolumeDamage> _damage = [];

    /// <summary>How many bytes were read.</summary>
    internal long BytesRead { get; private set; }

    /// <summary>Reads what no archive needs and says what is wrong with it.</summary>
    internal async ValueTask<IReadOnlyList<VolumeDamage>> FindDamageAsync(CancellationToken cancellationToken)
    {
        foreach (VolumeFile part in map.Digests?.Parts ?? [])
        {
            long offset = part.OffsetBytes!.Value;
            await using RangeStream content = new(stream, offset, part.LengthBytes, leaveOpen: true);
            string digest = await VolumeFiles.HashAsync(content, cancellationToken).ConfigureAwait(false);
            BytesRead += part.LengthBytes;
            if (digest != part.Sha256)
            {
                _damage.Add(new VolumeDamage(part.File, offset, $"the SHA-256 of its {part.LengthBytes} bytes is {digest}; the digest sector says {part.Sha256}", null));
            }
        }
        long at = 0;
        foreach (IsoFile region in Regions().OrderBy(region => region.OffsetBytes).ThenBy(region => region.LengthBytes))
        {
            await CheckGapAsync(at, region.OffsetBytes, cancellationToken).ConfigureAwait(false);
            at = Math.Max(at, region.OffsetBytes + region.LengthBytes);
        }
        if (map.Digests is not null)
        {
            await CheckGapAsync(at, stream.Length, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // Directories follow from the next sector on.
            await CheckGapAsync(at, Math.Min(IsoWriter.InSectors(at), stream.Length), cancellationToken).ConfigureAwait(false);
        }
        return _damage;
    }

    private IEnumerable<IsoFile> Regions()
    {
        const long DescriptorsBytes = IsoFormat.SystemAreaSectors * IsoFormat.SectorBytes;
        IEnumerable<IsoFile> others = map.Digests is null
            ? [new IsoFile(VolumeNames.Head, DescriptorsBytes, IsoWriter.HeadBytes - DescriptorsBytes)]
            : map.Parts.Select(part => new IsoFile(part.File, part.OffsetBytes!.Value, part.LengthBytes))
                .Append(new IsoFile(VolumeNames.Digests, map.VolumeBytes - DigestSector.SizeBytes, DigestSector.SizeBytes));
        return map.Files.Values.Where(file => file.LengthBytes > 0).Concat(others);
    }

    private async ValueTask CheckGapAsync(long from, long to, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[(int)Math.Clamp(to - from, 0, 64 * 1024)];
        for (long at = from; at < to; at += buffer.Length)
        {
            Memory<byte> bytes = buffer.AsMemory(0, (int)Math.Min(buffer.Length, to - at));
            stream.Position = at;
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            BytesRead += bytes.Length;
            int other = bytes.Span.IndexOfAnyExcept((byte)0);
            if (other >= 0)
            {
                _damage.Add(new VolumeDamage(VolumeNames.Padding, at + other, "a byte that belongs to no file is not zero", null));
                return;
            }
        }
    }
}
