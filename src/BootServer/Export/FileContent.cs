using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Export;

/// <summary>The bytes of one file, with its holes as zeros.</summary>
internal static class FileContent
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    /// <summary>The entry that has the content of a file: the one that a hard link is a further name of, else the entry itself.</summary>
    public static ManifestEntry Home(ManifestReader manifest, ManifestEntry entry) =>
        entry.HardLinkTo.Length > 0 && manifest.TryFind(entry.HardLinkTo, out ManifestEntry? home) ? home! : entry;

    /// <summary>Writes exactly <see cref="ManifestEntry.SizeBytes"/> bytes.</summary>
    /// <exception cref="Monitas.BootServer.Api.ApiException">Content is missing or damaged.</exception>
    public static async Task WriteAsync(ManifestEntry entry, ChunkReader chunks, Stream output, CancellationToken cancellationToken)
    {
        long at = 0;
        foreach (ContentSpan span in entry.Spans)
        {
            await WriteZerosAsync(span.FileOffset - at, output, cancellationToken);
            await output.WriteAsync(await chunks.ReadAsync(span.Chunk, span.ChunkOffset, span.Length, cancellationToken), cancellationToken);
            at = span.FileOffset + span.Length;
        }
        await WriteZerosAsync(entry.SizeBytes - at, output, cancellationToken);
    }

    private static async Task WriteZerosAsync(long bytes, Stream output, CancellationToken cancellationToken)
    {
        while (bytes > 0)
        {
            int part = (int)Math.Min(bytes, Zeros.Length);
            await output.WriteAsync(Zeros.AsMemory(0, part), cancellationToken);
            bytes -= part;
        }
    }
}
