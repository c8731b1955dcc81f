using System;
using System.Buffers.Binary;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests;

/// <summary>Writes the path list of a manifest; see <see cref="PathListFormat"/>.</summary>
public static class PathListWriter
{
    /// <summary>Writes all of it. The caller flushes the output.</summary>
    public static void Write(ManifestReader manifest, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(output);
        using ZstdCodec codec = new();
        ByteWriter block = new();
        byte[] stored = new byte[PathListFormat.BlockHeadBytes + ZstdCodec.MaxCompressedLength(PathListFormat.MaxBlockBytes)];
        WriteHeader(manifest, output);
        byte[] before = [];
        foreach (ManifestEntry entry in manifest.Entries())
        {
            if (PathListFormat.BeginsBlock(entry.Path, block.Length))
            {
                cancellationToken.ThrowIfCancellationRequested();
                EndBlock(block, stored, codec, output);
                before = [];
            }
            int shared = PathListFormat.Shared(before, entry.Path);
            block.Varint((ulong)shared);
            block.Counted(entry.Path.AsSpan(shared));
            before = entry.Path;
        }
        if (block.Length > 0)
        {
            EndBlock(block, stored, codec, output);
        }
        output.Write(new byte[sizeof(uint)]);
    }

    private static void WriteHeader(ManifestReader manifest, Stream output)
    {
        Span<byte> header = stackalloc byte[PathListFormat.HeaderBytes];
        header.Clear();
        PathListFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], PathListFormat.Version);
        manifest.Header.Archive.Value.TryWriteBytes(header[16..], bigEndian: true, out _);
        output.Write(header);
    }

    private static void EndBlock(ByteWriter block, byte[] stored, ZstdCodec codec, Stream output)
    {
        int length = codec.Compress(block.Written, stored.AsSpan(PathListFormat.BlockHeadBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(stored, (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(stored.AsSpan(4), (uint)block.Length);
        SHA256.HashData(stored.AsSpan(PathListFormat.BlockHeadBytes, length), stored.AsSpan(8));
        output.Write(stored, 0, PathListFormat.BlockHeadBytes + length);
        block.Clear();
    }
}
