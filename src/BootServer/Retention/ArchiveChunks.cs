using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Retention;

/// <summary>
/// The chunks of each archive, each once. Made from its manifest at the first question and kept as a file, ID.chunks (the ids in rising order, then
/// the SHA-256 of all that), because every prune asks for every archive and a manifest takes a hundred times as long to read.
/// </summary>
/// <param name="manifests">The manifests.</param>
/// <param name="directory">Where the lists lie; made when it is not there.</param>
internal sealed class ArchiveChunks(ManifestCache manifests, string directory)
{
    private const int DigestBytes = 32;

    /// <summary>How many ids are gathered before double ones are looked for.</summary>
    private const int FirstLimit = 65_536;

    /// <summary>The chunks of an archive.</summary>
    /// <exception cref="VolumeFormatException">Its manifest is damaged.</exception>
    /// <exception cref="IOException">Its manifest cannot be read.</exception>
    public async Task<IReadOnlyList<ChunkId>> ReadAsync(ArchiveRecord archive, CancellationToken cancellationToken)
    {
        string path = PathOf(archive.Id);
        if (TryRead(path, out List<ChunkId> chunks))
        {
            return chunks;
        }
        List<ChunkId> found;
        try
        {
            found = await FromManifestAsync(archive, cancellationToken).ConfigureAwait(false);
        }
        catch (VolumeFormatException)
        {
            // The cached copy may be the damaged one: once more from the volume.
            manifests.Drop(archive.Id);
            found = await FromManifestAsync(archive, cancellationToken).ConfigureAwait(false);
        }
        Write(path, found);
        return found;
    }

    /// <summary>Forgets an archive that was removed: its list and its cached manifest.</summary>
    public void Drop(ArchiveId archive)
    {
        if (Directory.Exists(directory))
        {
            File.Delete(PathOf(archive));
        }
        manifests.Drop(archive);
    }

    /// <summary>The list takes 32 bytes for each chunk, and never more than twice that.</summary>
    private async Task<List<ChunkId>> FromManifestAsync(ArchiveRecord archive, CancellationToken cancellationToken)
    {
        List<ChunkId> found = [];
        int limit = FirstLimit;
        FileStream file = await manifests.OpenAsync(archive, cancellationToken).ConfigureAwait(false);
        using (ManifestReader manifest = ManifestReader.Open(file, file.Name))
        {
            foreach (ChunkId chunk in manifest.ChunkIds())
            {
                cancellationToken.ThrowIfCancellationRequested();
                found.Add(chunk);
                if (found.Count >= limit)
                {
                    SortOnce(found);
                    limit = Math.Max(limit, checked(found.Count * 2));
                }
            }
        }
        SortOnce(found);
        return found;
    }

    /// <summary>Sorts the ids and leaves each once.</summary>
    private static void SortOnce(List<ChunkId> chunks)
    {
        chunks.Sort();
        int count = 0;
        for (int i = 0; i < chunks.Count; i++)
        {
            if (count == 0 || chunks[i] != chunks[count - 1])
            {
                chunks[count++] = chunks[i];
            }
        }
        chunks.RemoveRange(count, chunks.Count - count);
    }

    private string PathOf(ArchiveId archive) => Path.Combine(directory, archive + ".chunks");

    private static bool TryRead(string path, out List<ChunkId> chunks)
    {
        chunks = [];
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        int length = bytes.Length - DigestBytes;
        if (length < 0 || length % ChunkId.SizeBytes != 0 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
        {
            return false;
        }
        chunks = new List<ChunkId>(length / ChunkId.SizeBytes);
        for (int at = 0; at < length; at += ChunkId.SizeBytes)
        {
            chunks.Add(new ChunkId(bytes.AsSpan(at, ChunkId.SizeBytes)));
        }
        return true;
    }

    /// <summary>The list is only a copy: when there is no room for it, the next question reads the manifest again.</summary>
    private void Write(string path, List<ChunkId> chunks)
    {
        byte[] bytes = new byte[(chunks.Count * ChunkId.SizeBytes) + DigestBytes];
        int at = 0;
        foreach (ChunkId chunk in chunks)
        {
            chunk.WriteTo(bytes.AsSpan(at));
            at += ChunkId.SizeBytes;
        }
        SHA256.HashData(bytes.AsSpan(0, at), bytes.AsSpan(at));
        try
        {
            Directory.CreateDirectory(directory);
            string partial = $"{path}.{Path.GetRandomFileName()}.new";
            File.WriteAllBytes(partial, bytes);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
