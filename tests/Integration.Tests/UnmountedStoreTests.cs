using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>A store on a disk of its own that is not mounted, with the real programs: nothing is written into the empty directory that shows instead.</summary>
public sealed class UnmountedStoreTests
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Refused = 4;
    private const int DataBytes = 100_000;

    [Fact]
    public async Task Store_UnmountedWhileTheServerRuns_IsWaitedFor()
    {
        await using KillScene scene = await BackedUpAsync();
        string disk = DiskOf(scene.Network);

        // The newest whole archive is never deleted, so there are two.
        scene.Data.Change(new Random(3), DataBytes);
        JobRecord second = await scene.EndOfAsync(await scene.BackUpAsync());
        Assert.True(second.State == JobState.Succeeded, second.Message);
        await InServersMountsAsync(scene, "umount", scene.Store);
        scene.Data.Change(new Random(2), DataBytes);
        JobRecord waiting = await scene.BackUpAsync();
        await KillScene.UntilAsync(async () => (await scene.LogAsync(waiting)).Any(line => line.Contains("is away", StringComparison.Ordinal)), "the agent to say that the store is away");
        Assert.Equal("", await InServersMountsAsync(scene, "ls", "-A", scene.Store));
        foreach ((int code, string[] command) in ((int, string[])[])[(Failed, ["volume", "verify"]), (Failed, ["prune"]), (Refused, ["catalog", "rebuild"]), (Refused, ["archive", "delete", "desk", "1", "--yes"])])
        {
            ProcessResult run = await scene.RunServerAsync(command);
            Assert.True(run.ExitCode == code && (run.Output + run.Error).Contains("holds none of the 2 volumes that it should", StringComparison.Ordinal), run.ToString());
        }
        Assert.Equal(2, (await scene.ArchivesAsync()).Count);

        await InServersMountsAsync(scene, "mount", "--bind", disk, scene.Store);
        JobRecord ended = await scene.EndOfAsync(waiting);
        Assert.True(ended.State == JobState.Succeeded, ended.Message);
        Assert.Equal(Done, (await scene.RunServerAsync("volume", "verify")).ExitCode);
    }

    [Fact]
    public async Task Store_NotMountedAtTheStart_KeepsTheServerFromStartingUntilItIsOrIsSaidToBeLost()
    {
        await using KillScene scene = await BackedUpAsync();
        string disk = DiskOf(scene.Network);
        await scene.KillAsync(server: true, agent: false);

        await TestNetwork.SystemAsync("umount", scene.Store);
        ProcessResult start = await scene.RunServerAsync("-d");
        Assert.True(start.ExitCode == Failed, start.ToString());
        Assert.Contains("it holds no volume, and it should hold 1 volume. Mount it", start.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(scene.Store));
        Assert.Equal(Refused, (await scene.RunServerAsync("store", "begin-empty")).ExitCode);

        await TestNetwork.SystemAsync("mount", "--bind", disk, scene.Store);
        Assert.Equal(Refused, (await scene.RunServerAsync("store", "begin-empty", "--yes")).ExitCode);
        await scene.StartAsync();
        ArchiveRecord archive = Assert.Single(await scene.ArchivesAsync());
        Assert.Empty(archive.Warnings);
        await scene.KillAsync(server: true, agent: false);

        Directory.Delete(disk, recursive: true);
        Directory.CreateDirectory(disk);
        await TestNetwork.SystemAsync("umount", scene.Store);
        await TestNetwork.SystemAsync("mount", "--bind", disk, scene.Store);
        Assert.Equal(Done, (await scene.RunServerAsync("store", "begin-empty", "--yes")).ExitCode);
        await scene.StartAsync();
        Assert.NotEmpty(Assert.Single(await scene.ArchivesAsync()).Warnings);
        JobRecord again = await scene.EndOfAsync(await scene.BackUpAsync());
        Assert.True(again.State == JobState.Succeeded, again.Message);
        ProcessResult sound = await scene.RunServerAsync("archive", "verify", "desk");
        Assert.True(sound.ExitCode == Done, sound.ToString());
    }

    /// <summary>A server whose store lies on a disk of its own, and a machine that it has backed up once.</summary>
    private static async Task<KillScene> BackedUpAsync()
    {
        KillScene scene = await KillScene.CreateAsync(prepare: async network =>
        {
            await network.MountAsync("store", "--bind", Directory.CreateDirectory(DiskOf(network)).FullName);
            return "";
        });
        scene.Data.Change(new Random(1), DataBytes);
        JobRecord first = await scene.EndOfAsync(await scene.BackUpAsync());
        Assert.True(first.State == JobState.Succeeded, first.Message);
        return scene;
    }

    private static string DiskOf(TestNetwork network) => Path.Combine(network.Folder, "disk");

    private static Task<string> InServersMountsAsync(KillScene scene, params string[] command) =>
        TestNetwork.SystemAsync(["nsenter", $"--mount=/proc/{scene.ServerProcess.ToString(CultureInfo.InvariantCulture)}/ns/mnt", .. command]);
}
