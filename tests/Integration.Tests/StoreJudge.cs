using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>Reads what lies in a store with nothing but the readers of the format, and compares it with what was backed up.</summary>
/// <param name="store">The store's directory.</param>
/// <param name="dataFolder">What was backed up.</param>
internal sealed class StoreJudge(string store, string dataFolder)
{
    private readonly Dictionary<string, (long Length, DateTime Written)> _sound = [];
    private readonly HashSet<ArchiveId> _right = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Nothing that was sound before has changed; what is new is sound; every archive in the list is one that was ordered, and is all there.</summary>
    /// <param name="archives">All archives that the server shows.</param>
    /// <param name="expected">What was backed up, by job.</param>
    public async Task CheckAsync(IReadOnlyList<ArchiveRecord> archives, IReadOnlyDictionary<JobId, IReadOnlyDictionary<string, string>> expected)
    {
        DirectoryStore volumes = new(store);
        foreach ((string name, (long length, DateTime written)) in _sound)
        {
            FileInfo file = new(Path.Combine(store, name));
            Assert.True(file.Exists && file.Length == length && file.LastWriteTimeUtc == written, $"{name} has changed after it was sealed.");
        }
        foreach (StoreItem item in await volumes.ListAsync(Cancel))
        {
            if (!_sound.ContainsKey(item.Name))
            {
                await VerifyAsync(volumes, item);
            }
        }
        Assert.Empty(_right.Except(archives.Select(archive => archive.Id)));
        ChunkIndex index = await ChunkIndex.LoadAsync(volumes, (volume, why) => Assert.Fail($"{volume}: {why.Message}"), Cancel);
        foreach (ArchiveRecord archive in archives.Where(archive => !_right.Contains(archive.Id)))
        {
            Assert.DoesNotContain(archive.Warnings, warning => warning.Contains("whole", StringComparison.Ordinal));
            Assert.Equal(expected[archive.Job!.Value].OrderBy(file => file.Key), (await ReadAsync(volumes, index, archive)).OrderBy(file => file.Key));
            _right.Add(archive.Id);
        }
    }

    /// <summary>The same, but nothing that was read before is taken for granted. No chunk may be there twice.</summary>
    public async Task CheckAllAnewAsync(IReadOnlyList<ArchiveRecord> archives, IReadOnlyDictionary<JobId, IReadOnlyDictionary<string, string>> expected)
    {
        _sound.Clear();
        _right.Clear();
        await CheckAsync(archives, expected);
        DirectoryStore volumes = new(store);
        HashSet<ChunkId> seen = [];
        foreach (StoreItem item in await volumes.ListAsync(Cancel))
        {
            Assert.True(VolumeNames.TryParse(item.Name, out VolumeId id));
            await using VolumeReader volume = await VolumeReader.OpenAsync(volumes, id, Cancel);
            foreach (ChunkEntry entry in await volume.ReadIndexAsync(Cancel))
            {
                Assert.True(seen.Add(entry.Id), $"The chunk {entry.Id} is stored twice.");
            }
        }
    }

    private async Task VerifyAsync(DirectoryStore volumes, StoreItem item)
    {
        Assert.True(VolumeNames.TryParse(item.Name, out VolumeId id), item.Name);
        VolumeReport report = await VolumeVerifier.VerifyAsync(volumes, id, null, Cancel);
        Assert.Empty(report.Damage);
        _sound[item.Name] = (item.LengthBytes, new FileInfo(Path.Combine(store, item.Name)).LastWriteTimeUtc);
    }

    private async Task<Dictionary<string, string>> ReadAsync(DirectoryStore volumes, ChunkIndex index, ArchiveRecord archive)
    {
        await using VolumeReader volume = await VolumeReader.OpenAsync(volumes, archive.Volume, Cancel);
        using ManifestReader manifest = ManifestReader.Open(volume.OpenManifest(archive.Id), "manifest");
        ChunkSource source = new(volumes, index);
        Dictionary<string, string> files = [];
        foreach (ManifestEntry entry in manifest.EntriesBelow(Encoding.UTF8.GetBytes(dataFolder)).Where(entry => entry.Kind == EntryKind.File))
        {
            files[Path.GetRelativePath(dataFolder, Encoding.UTF8.GetString(entry.Path))] = await HashAsync(source, entry);
        }
        return files;
    }

    private static async Task<string> HashAsync(ChunkSource source, ManifestEntry entry)
    {
        using ZstdCodec codec = new();
        byte[] content = new byte[entry.SizeBytes];
        foreach (ContentSpan span in entry.Spans)
        {
            byte[] frame = await source.ReadFrameAsync(span.Chunk, Cancel);
            Assert.True(ChunkFrame.TryDecode(frame, codec, out byte[] raw, out _, out _));
            raw.AsSpan(span.ChunkOffset, span.Length).CopyTo(content.AsSpan((int)span.FileOffset));
        }
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
