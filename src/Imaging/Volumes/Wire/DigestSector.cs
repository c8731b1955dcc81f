using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Iso.Wire;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Volumes.Wire;

/// <summary>
/// The last sector of a volume: where the parts lie that VOLUME.JSON does not name, VOLUME.JSON itself among them, and their digests. With it
/// every byte of a volume is covered by a digest or must be zero, and a volume whose directories are damaged can still be opened.
/// All numbers are little endian.
/// <code>
///    0   8    "MONITSUM"
///    8   2    version, 1
///   10   2    number of parts n, at most 24
///   12   4    0
///   16  16    volume id, in the order of its text
///   32  80 n  parts:
///               0 32  name: a file's path, or what <see cref="VolumeNames"/> calls a part that is no file; UTF-8, filled up with zeros
///              32  8  offset in the volume
///              40  8  length
///              48 32  SHA-256
///             zeros
/// 2016  32    SHA-256 of the 2016 bytes before
/// </code>
/// </summary>
internal sealed record DigestSector
{
    /// <summary>The version that this program writes.</summary>
    internal const int Version = 1;

    /// <summary>Its length.</summary>
    internal const int SizeBytes = IsoFormat.SectorBytes;

    private const int HeaderBytes = 32;
    private const int NameBytes = 32;
    private const int PartBytes = 80;
    private const int DigestBytes = 32;
    private const int MaxParts = (SizeBytes - DigestBytes - HeaderBytes) / PartBytes;

    private static ReadOnlySpan<byte> Magic => "MONITSUM"u8;

    /// <summary>The volume.</summary>
    internal required VolumeId Volume { get; init; }

    /// <summary>The parts; each has its offset.</summary>
    internal required IReadOnlyList<VolumeFile> Parts { get; init; }

    /// <summary>The sector of a volume that is complete but for it.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="structure">What it has beside files.</param>
    /// <param name="files">The files that have their digests nowhere else.</param>
    internal static DigestSector Over(VolumeId volume, IsoStructure structure, IEnumerable<VolumeFile> files) => new()
    {
        Volume = volume,
        Parts =
        [
            Part(VolumeNames.Head, 0, structure.Head.Span),
            .. files,
            Part(VolumeNames.Directories, structure.DirectoriesOffsetBytes, structure.Directories.Span),
        ],
    };

    /// <summary>The sector's bytes.</summary>
    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[SizeBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)Parts.Count);
        Volume.Value.TryWriteBytes(bytes.AsSpan(16), bigEndian: true, out _);
        Span<byte> rest = bytes.AsSpan(HeaderBytes, MaxParts * PartBytes);
        foreach (VolumeFile part in Parts)
        {
            Encoding.UTF8.GetBytes(part.File, rest[..NameBytes]);
            BinaryPrimitives.WriteInt64LittleEndian(rest[32..], part.OffsetBytes!.Value);
            BinaryPrimitives.WriteInt64LittleEndian(rest[40..], part.LengthBytes);
            Convert.FromHexString(part.Sha256, rest.Slice(48, DigestBytes), out _, out _);
            rest = rest[PartBytes..];
        }
        SHA256.HashData(bytes.AsSpan(0, SizeBytes - DigestBytes), bytes.AsSpan(SizeBytes - DigestBytes));
        return bytes;
    }

    /// <summary>Reads a sector; false unless its digest holds and all parts lie, under different names, before the sector itself.</summary>
    /// <param name="source">The sector.</param>
    /// <param name="offsetBytes">Where it lies in the volume.</param>
    /// <param name="sector">What it says.</param>
    internal static bool TryParse(ReadOnlySpan<byte> source, long offsetBytes, [NotNullWhen(true)] out DigestSector? sector)
    {
        sector = null;
        if (source.Length != SizeBytes || !SHA256.HashData(source[..^DigestBytes]).AsSpan().SequenceEqual(source[^DigestBytes..]))
        {
            return false;
        }
        ByteReader reader = new(source[..^DigestBytes]);
        bool known = reader.Bytes(8).SequenceEqual(Magic) && reader.U16() == Version;
        int count = reader.U16();
        known &= count <= MaxParts && reader.U32() == 0;
        VolumeId volume = new(new Guid(reader.Bytes(16), bigEndian: true));
        if (!known)
        {
            return false;
        }
        HashSet<string> names = new(StringComparer.Ordinal);
        List<VolumeFile> parts = new(count);
        for (int i = 0; i < count; i++)
        {
            string name = Encoding.UTF8.GetString(reader.Bytes(NameBytes).TrimEnd((byte)0));
            long offset = reader.I64();
            long length = reader.I64();
            if (offset < 0 || length < 0 || offset > offsetBytes || length > offsetBytes - offset || name.Length == 0 || !names.Add(name))
            {
                return false;
            }
            parts.Add(new VolumeFile(name, length, Convert.ToHexStringLower(reader.Bytes(DigestBytes))) { OffsetBytes = offset });
        }
        if (reader.Bytes(reader.Left).ContainsAnyExcept((byte)0))
        {
            return false;
        }
        sector = new DigestSector { Volume = volume, Parts = parts };
        return true;
    }

    private static VolumeFile Part(string name, long offsetBytes, ReadOnlySpan<byte> bytes) =>
        new(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))) { OffsetBytes = offsetBytes };
}
