using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Retention;

/// <summary>What tests of pruning do and look at.</summary>
internal static class PruneScene
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Content of these parts: each has its own chunks.</summary>
    public static TestContent Content(params int[] seeds)
    {
        TestContent all = new(seeds[0], files: 3, fileBytes: 100_000);
        foreach (int seed in seeds.Skip(1))
        {
            TestContent more = new(seed, files: 3, fileBytes: 100_000);
            all.Raw.AddRange(more.Raw);
            all.Frames.AddRange(more.Frames);
            all.Ids.AddRange(more.Ids);
        }
        return all;
    }

    /// <summary>Backs up, one day after the last.</summary>
    public static async Task<ArchiveId> BackUpAsync(TestServer server, TestAgent agent, params int[] seeds)
    {
        server.Clock.Advance(TimeSpan.FromHours(1));
        return (await BackupClient.BackUpAsync(server, agent, Content(seeds))).Archive;
    }

    /// <summary>The bytes of all volumes.</summary>
    public static long StoreBytes(string directory) => Directory.GetFiles(directory, "*.iso").Sum(file => new FileInfo(file).Length);

    /// <summary>Asserts that all is well: every archive can be read in full from sound volumes that the catalog knows, and the store has no others.</summary>
    /// <param name="server">The server.</param>
    /// <param name="isExact">Archives name the volumes that the index names. After a crash some may name the older of two that hold the same.</param>
    public static async Task AssertWholeAsync(TestServer server, bool isExact = true)
    {
        VolumeStore volumes = server.Services.GetRequiredService<VolumeStore>();
        HashSet<VolumeId> known = [.. server.Catalog.ListVolumes().Select(volume => volume.Id)];
        foreach (VolumeId volume in known)
        {
            Assert.Empty((await VolumeVerifier.VerifyAsync(server.Store, volume, null, Cancel)).Damage);
        }
        foreach (ArchiveRecord archive in server.Catalog.ListArchives())
        {
            Assert.DoesNotContain(archive.Warnings, warning => warning.StartsWith("Not whole", StringComparison.Ordinal));
            Assert.All(archive.Volumes, volume => Assert.Contains(volume, known));
            Assert.Contains(archive.Volume, archive.Volumes);
            await AssertReadableAsync(volumes, archive, isExact);
        }
    }

    private static async Task AssertReadableAsync(VolumeStore volumes, ArchiveRecord archive, bool isExact)
    {
        await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, archive.Volume, Cancel);
        using ManifestReader manifest = ManifestReader.Open(reader.OpenManifest(archive.Id), "manifest");
        ChunkSource source = new(volumes.Store, volumes.Index);
        using ZstdCodec codec = new();
        foreach (ChunkId chunk in manifest.ChunkIds())
        {
            Assert.True(volumes.Index.TryLocate(chunk, out ChunkLocation location), $"chunk {chunk} is lost");
            Assert.True(!isExact || archive.Volumes.Contains(location.Volume), $"chunk {chunk} lies in volume {location.Volume}, which archive {archive.Number} does not name");
            Assert.True(ChunkFrame.TryDecode(await source.ReadFrameAsync(chunk, Cancel), codec, out _, out ChunkFrameHeader header, out _) && header.Id == chunk);
        }
    }
}
