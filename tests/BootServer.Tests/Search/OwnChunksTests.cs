using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Monitas.BootServer.Search;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.BootServer.Tests.Search;

public sealed class OwnChunksTests
{
    /// <summary>Chunks come, go, come back, and lie in other machines' archives, also of one that was removed; blocks are passed by when the archive before has them.</summary>
    [Fact]
    public async Task Find_AnyArchives_IsWhatReadingAllOfThemTells()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        Random random = new(7);
        Dictionary<ArchiveId, HashSet<ChunkId>> chunks = [];
        List<ArchiveRecord> archives = [];
        byte[][] contents = [.. Enumerable.Range(0, 40).Select(i => new byte[] { (byte)i })];
        for (int i = 0; i < 16; i++)
        {
            byte[][] held = [.. contents.Where(_ => random.Next(3 + (i % 2)) == 0)];
            ManifestEntry[] entries = [.. held.Select((content, at) => ArchiveScene.File($"/f{at}", 1, ArchiveScene.Span(content)))];
            archives.Add(await scene.AddAsync($"pc-{i % 3}", entries));
            chunks[archives[^1].Id] = [.. held.Select(content => ChunkId.Of(content))];
        }
        scene.Harness.Catalog.RemoveMachine(scene.Machine("pc-2").Id);

        foreach (ArchiveRecord archive in archives)
        {
            using ManifestReader manifest = await scene.OpenAsync(archive);
            HashSet<ChunkId> found = await scene.Get<OwnChunks>().FindAsync(archive, manifest, TestContext.Current.CancellationToken);
            HashSet<ChunkId> expected = [.. chunks[archive.Id]];
            Array.ForEach([.. chunks.Where(other => other.Key != archive.Id)], other => expected.ExceptWith(other.Value));
            Assert.Equal(expected, found);
        }
    }
}
