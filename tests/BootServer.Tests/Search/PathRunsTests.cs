using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Search;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.BootServer.Tests.Search;

/// <summary>Answers about one path, found with change lists, are those that looking into every archive gives.</summary>
public sealed class PathRunsTests
{
    private const int Archives = 14;

    private static readonly byte[][] Paths = ["/f"u8.ToArray(), "/dir/g"u8.ToArray(), "/never"u8.ToArray()];

    /// <summary>
    /// Whatever became of the files: changed, removed, restored with an old time and a new inode; whatever archives were removed meanwhile; and whether the
    /// change lists were made in time, late, never, or got damaged.
    /// </summary>
    [Fact]
    public async Task AgeAndHistory_AnyHistory_AreWhatLookingIntoEveryArchiveTells()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        SearchKeeper keeper = scene.Keeper();
        Random random = new(20261127);
        for (int round = 0; round < 12; round++)
        {
            string name = $"pc-{round}";
            List<ManifestEntry> entries = [ArchiveScene.Directory("/")];
            for (int i = 0; i < Archives; i++)
            {
                Array.ForEach(Paths[..2], path => Change(entries, path, random));
                await scene.AddAsync(name, entries);
                if (random.Next(4) == 0)
                {
                    await keeper.RunOnceAsync(TestContext.Current.CancellationToken);
                }
                if (random.Next(5) == 0)
                {
                    IReadOnlyList<ArchiveRecord> all = scene.Harness.Catalog.ListArchives(scene.Machine(name).Id);
                    scene.Harness.Catalog.RemoveArchives([all[random.Next(all.Count)].Id], DateTimeOffset.UnixEpoch);
                }
            }
            if (random.Next(4) == 0)
            {
                Damage(scene, scene.Machine(name).Id, random);
            }
            await CheckAsync(scene, scene.Machine(name));
        }
    }

    [Fact]
    public async Task Age_PathThatNeverChanged_IsLookedUpInTheNewestArchiveOnly()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            await scene.AddAsync("pc", [ArchiveScene.Directory("/"), ArchiveScene.File("/f"), ArchiveScene.File("/other", i)]);
        }
        await scene.Keeper().RunOnceAsync(TestContext.Current.CancellationToken);
        IReadOnlyList<ArchiveSummary> archives = scene.Harness.Catalog.ListArchiveSummaries(scene.Machine("pc").Id);

        List<PathRun> runs = [];
        await foreach (PathRun run in scene.Get<PathRuns>().NewestFirstAsync(scene.Machine("pc").Id, archives, "/f"u8.ToArray(), TestContext.Current.CancellationToken))
        {
            runs.Add(run);
        }

        Assert.Equal((0, 4), (Assert.Single(runs).First, runs[0].Last));
    }

    [Fact]
    public async Task Keeper_MachineIsGone_RemovesItsList()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        await scene.AddAsync("pc", [ArchiveScene.File("/a")]);
        await scene.AddAsync("pc", [ArchiveScene.File("/b")]);
        SearchKeeper keeper = scene.Keeper();
        await keeper.RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal([$"{scene.Machine("pc").Id}.changes"], Directory.GetFiles(Folder(scene)).Select(Path.GetFileName));

        scene.Harness.Catalog.RemoveMachine(scene.Machine("pc").Id);
        await keeper.RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Empty(Directory.GetFiles(Folder(scene)));
    }

    private static async Task CheckAsync(ArchiveScene scene, MachineRecord machine)
    {
        IReadOnlyList<ArchiveRecord> archives = scene.Harness.Catalog.ListArchives(machine.Id);
        IReadOnlyList<ArchiveSummary> summaries = scene.Harness.Catalog.ListArchiveSummaries(machine.Id);
        foreach (byte[] path in Paths)
        {
            List<(int First, int Last, int Archives, ManifestEntry Entry)> versions = await VersionsAsync(scene, archives, path);
            AgeView? age = await scene.Get<AgeSearch>().FindAsync(machine, summaries, path, TestContext.Current.CancellationToken);
            IReadOnlyList<VersionView> history = await scene.Get<HistorySearch>().FindAsync(machine.Id, summaries, path, TestContext.Current.CancellationToken);

            Assert.Equal(versions.Select(v => (v.First, v.Last, v.Archives)), history.Select(v => (v.FirstArchive, v.LastArchive, v.Archives)));
            Assert.Equal(versions.Count == 0 ? (0, 0) : (versions[^1].Last, versions[^1].First), age is null ? (0, 0) : (age.Archive, age.SameSinceArchive));
            Assert.Equal(versions.Count > 0 && versions[^1].Last == archives[^1].Number, age is { IsInNewest: true });
        }
    }

    private static async Task<List<(int First, int Last, int Archives, ManifestEntry Entry)>> VersionsAsync(ArchiveScene scene, IReadOnlyList<ArchiveRecord> archives, byte[] path)
    {
        List<(int First, int Last, int Archives, ManifestEntry Entry)> versions = [];
        bool wasThere = false;
        foreach (ArchiveRecord archive in archives)
        {
            using ManifestReader manifest = await scene.OpenAsync(archive);
            if (!manifest.TryFind(path, out ManifestEntry? entry))
            {
                wasThere = false;
                continue;
            }
            bool isSame = wasThere && FileVersion.IsSame(versions[^1].Entry, entry);
            (int first, int count) = isSame ? (versions[^1].First, versions[^1].Archives + 1) : (archive.Number, 1);
            if (isSame)
            {
                versions.RemoveAt(versions.Count - 1);
            }
            versions.Add((first, archive.Number, count, entry));
            wasThere = true;
        }
        return versions;
    }

    private static void Change(List<ManifestEntry> entries, byte[] path, Random random)
    {
        int at = entries.FindIndex(entry => entry.Path.AsSpan().SequenceEqual(path));
        ManifestEntry entry = at < 0 ? ArchiveScene.File(System.Text.Encoding.UTF8.GetString(path)) : entries[at];
        int what = random.Next(10);
        if (what < 4 && at >= 0)
        {
            entries.RemoveAt(at);
        }
        if (what is > 0 and < 4)
        {
            entries.Add(what switch
            {
                1 => entry with { MtimeNs = random.Next(1, 4), CtimeNs = random.Next() },
                2 => entry with { Mode = random.Next(1, 3), CtimeNs = random.Next() },
                _ => entry with { Inode = (ulong)random.Next(), CtimeNs = random.Next() },
            });
        }
    }

    private static void Damage(ArchiveScene scene, MachineId machine, Random random)
    {
        string list = Path.Combine(Folder(scene), machine + ".changes");
        if (File.Exists(list))
        {
            byte[] bytes = File.ReadAllBytes(list);
            bytes[random.Next(bytes.Length)] ^= 4;
            File.WriteAllBytes(list, bytes);
        }
    }

    private static string Folder(ArchiveScene scene) => Path.Combine(scene.Harness.Settings.StateDirectory, "changes");
}
