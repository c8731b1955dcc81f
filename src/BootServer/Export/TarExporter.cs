using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Export.Wire;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Export;

/// <summary>Writes the files of an archive as a compressed tar, in one pass; at most some chunks are in memory.</summary>
internal sealed class TarExporter(VolumeStore volumes)
{
    private const int EndBlocks = 2;

    /// <summary>Writes all of it.</summary>
    /// <exception cref="ApiException">Content is missing or damaged.</exception>
    /// <exception cref="Monitas.Imaging.VolumeFormatException">The manifest is damaged.</exception>
    public Task WriteAsync(ManifestReader manifest, Stream output, CancellationToken cancellationToken) => WriteAsync(manifest.Entries(), output, cancellationToken);

    /// <summary>Writes these entries. A hard link to one that is not among them stays a link, as in any tar of a part of a tree.</summary>
    /// <exception cref="ApiException">Content is missing or damaged.</exception>
    /// <exception cref="Monitas.Imaging.VolumeFormatException">The manifest is damaged.</exception>
    public async Task WriteAsync(IEnumerable<ManifestEntry> entries, Stream output, CancellationToken cancellationToken)
    {
        using ChunkReader chunks = new(volumes);
        await using ZstdFrameStream tar = new(output);
        byte[] zeros = new byte[TarHeader.BlockBytes * EndBlocks];
        foreach (ManifestEntry entry in entries)
        {
            if (TarMember.Head(entry) is not { } head)
            {
                continue;
            }
            await tar.WriteAsync(head, cancellationToken);
            long length = TarMember.DataBytes(entry);
            if (length > 0)
            {
                foreach (ContentSpan span in entry.Spans)
                {
                    await tar.WriteAsync(await chunks.ReadAsync(span.Chunk, span.ChunkOffset, span.Length, cancellationToken), cancellationToken);
                }
                await tar.WriteAsync(zeros.AsMemory(0, TarHeader.Padding(length)), cancellationToken);
            }
        }
        await tar.WriteAsync(zeros, cancellationToken);
        await tar.CompleteAsync(cancellationToken);
    }
}
