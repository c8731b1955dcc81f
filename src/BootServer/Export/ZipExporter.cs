using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Export;

/// <summary>
/// Writes entries of an archive as a zip, in one pass. A zip is for looking at files on any PC: it holds regular files, directories and symbolic links
/// with their permissions; owners, attributes and special files are left out.
/// </summary>
internal sealed class ZipExporter(VolumeStore volumes)
{
    private const int UnixDirectory = 0x4000;
    private const int UnixFile = 0x8000;
    private const int UnixLink = 0xA000;
    private const int ModeBits = 0xFFF;

    private static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2107, 12, 31, 23, 59, 58, TimeSpan.Zero);

    /// <summary>Writes all of it.</summary>
    /// <param name="manifest">Where hard links find their content.</param>
    /// <param name="entries">What is written.</param>
    /// <param name="top">What was asked for: names in the zip begin with its last part.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Monitas.BootServer.Api.ApiException">Content is missing or damaged.</exception>
    public async Task WriteAsync(ManifestReader manifest, IEnumerable<ManifestEntry> entries, byte[] top, Stream output, CancellationToken cancellationToken)
    {
        using ChunkReader chunks = new(volumes);
        int cut = top.AsSpan().LastIndexOf((byte)'/') + 1;
        await using ZipArchive zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken);
        foreach (ManifestEntry entry in entries)
        {
            if (entry.Path.Length > cut && entry.Kind is EntryKind.Directory or EntryKind.File or EntryKind.SymbolicLink)
            {
                await AddAsync(zip, manifest, entry, BytePath.ToDisplay(entry.Path.AsSpan(cut)), chunks, cancellationToken);
            }
        }
    }

    private static async Task AddAsync(ZipArchive zip, ManifestReader manifest, ManifestEntry entry, string name, ChunkReader chunks, CancellationToken cancellationToken)
    {
        bool isDirectory = entry.Kind == EntryKind.Directory;
        ZipArchiveEntry member = zip.CreateEntry(isDirectory ? name + "/" : name, CompressionLevel.Fastest);
        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddTicks(entry.MtimeNs / 100);
        member.LastWriteTime = time < Earliest ? Earliest : time > Latest ? Latest : time;
        member.ExternalAttributes = unchecked((KindOf(entry.Kind) | (entry.Mode & ModeBits)) << 16);
        if (isDirectory)
        {
            return;
        }
        await using Stream content = await member.OpenAsync(cancellationToken);
        if (entry.Kind == EntryKind.SymbolicLink)
        {
            await content.WriteAsync(entry.LinkTarget, cancellationToken);
            return;
        }
        await FileContent.WriteAsync(FileContent.Home(manifest, entry), chunks, content, cancellationToken);
    }

    private static int KindOf(EntryKind kind) => kind switch
    {
        EntryKind.Directory => UnixDirectory,
        EntryKind.SymbolicLink => UnixLink,
        _ => UnixFile,
    };
}
