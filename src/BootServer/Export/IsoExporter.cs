using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Imaging.Iso.Trees;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Export;

/// <summary>Writes the files of an archive as a plain ISO that can be mounted and browsed. The names are in memory, content is not.</summary>
internal sealed class IsoExporter(VolumeStore volumes)
{
    private const int MaxLabel = 32;

    private static readonly byte[] Zeros = new byte[64 * 1024];

    /// <summary>Writes all of it.</summary>
    /// <exception cref="ApiException">Content is missing or damaged, or there is too much of it for an ISO.</exception>
    /// <exception cref="Monitas.Imaging.VolumeFormatException">The manifest is damaged.</exception>
    public async Task WriteAsync(MachineRecord machine, ArchiveRecord archive, ManifestReader manifest, Stream output, CancellationToken cancellationToken)
    {
        TreeImage image = await PlanAsync(machine, archive, manifest, cancellationToken);
        await image.WriteHeadAsync(output, cancellationToken);
        using ChunkReader chunks = new(volumes);
        foreach (ManifestEntry entry in TreeImage.ContentOrder(manifest))
        {
            long end = 0;
            foreach (ContentSpan span in entry.Spans)
            {
                await WriteZerosAsync(output, span.FileOffset - end, cancellationToken);
                await output.WriteAsync(await chunks.ReadAsync(span.Chunk, span.ChunkOffset, span.Length, cancellationToken), cancellationToken);
                end = span.FileOffset + span.Length;
            }
            await WriteZerosAsync(output, entry.SizeBytes - end + TreeImage.Padding(entry.SizeBytes), cancellationToken);
        }
    }

    private static async Task<TreeImage> PlanAsync(MachineRecord machine, ArchiveRecord archive, ManifestReader manifest, CancellationToken cancellationToken)
    {
        string name = new([.. machine.Name.ToUpperInvariant().Select(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') ? c : '_')]);
        string number = $"_{archive.Number}";
        string label = name[..Math.Min(name.Length, MaxLabel - number.Length)] + number;
        try
        {
            return await Task.Run(() => new TreeImage(manifest, label, archive.Time), cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    }

    private static async ValueTask WriteZerosAsync(Stream output, long count, CancellationToken cancellationToken)
    {
        for (; count > 0; count -= Zeros.Length)
        {
            await output.WriteAsync(Zeros.AsMemory(0, (int)Math.Min(count, Zeros.Length)), cancellationToken);
        }
    }
}
