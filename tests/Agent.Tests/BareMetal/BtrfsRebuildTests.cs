using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Agent.Disks;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

/// <summary>Real rebuilds of a btrfs with subvolumes on two loop devices. Needs root.</summary>
public sealed class BtrfsRebuildTests : IDisposable
{
    private const long Size = 1L << 30;
    private readonly string _uuid = Guid.NewGuid().ToString();
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-btrfs-").FullName;
    private readonly RecordedProgress _progress = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Root => _directory + "/target";

    public void Dispose()
    {
        TargetMounts.Abandon(Root);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task RunAsync_TwoDevicesAndSubvolumes_HoldsEachFileInItsSubvolume()
    {
        await using LoopDisk first = await LoopDisk.CreateAsync(_directory, "A", Size);
        await using LoopDisk second = await LoopDisk.CreateAsync(_directory, "B", Size);

        await RunAsync(first, second);

        string look = Directory.CreateDirectory(_directory + "/look").FullName;
        await ExternalTool.RunAsync("mount", ["-o", "subvolid=5", first.Facts.Path + "p2", look], Cancel);
        try
        {
            Assert.Equal(["root", "home", "machine"], new[] { "/@/file", "/@home/file", "/@/var/lib/machines/file" }.Select(f => File.ReadAllText(look + f)));
            Assert.Equal(["@", "@/var/lib/machines", "@home"], SubvolumeMaker.Paths((await ExternalTool.RunAsync("btrfs", ["subvolume", "list", look], Cancel)).Output).Order(StringComparer.Ordinal));
            Assert.EndsWith(" path @\n", (await ExternalTool.RunAsync("btrfs", ["subvolume", "get-default", look], Cancel)).Output, StringComparison.Ordinal);
            string usage = (await ExternalTool.RunAsync("btrfs", ["filesystem", "show", look], Cancel)).Output;
            Assert.Contains("uuid: " + _uuid, usage, StringComparison.Ordinal);
            Assert.Contains("Total devices 2", usage, StringComparison.Ordinal);
            Assert.Contains("Metadata, RAID1", (await ExternalTool.RunAsync("btrfs", ["filesystem", "df", look], Cancel)).Output, StringComparison.Ordinal);
        }
        finally
        {
            await ExternalTool.RunAsync("umount", [look], Cancel);
            await ForgetAsync(first.Facts.Path + "p2", second.Facts.Path + "p2");
        }
    }

    [Fact]
    public async Task RunAsync_SameBtrfsOnAnotherDisk_LeavesEveryByteAlone()
    {
        await using LoopDisk first = await LoopDisk.CreateAsync(_directory, "A", Size);
        await using LoopDisk second = await LoopDisk.CreateAsync(_directory, "B", Size);
        await using LoopDisk other = await LoopDisk.CreateAsync(_directory, "C", Size);
        await ExternalTool.RunAsync("mkfs.btrfs", ["-q", "-U", _uuid, other.Facts.Path], Cancel);
        string[] before = [await first.HashAsync(), await second.HashAsync(), await other.HashAsync()];

        RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => RunAsync(first, second));

        Assert.False(e.DisksTouched);
        Assert.Contains($"{other.Facts.Path}, which the plan does not name, holds a btrfs with the UUID {_uuid}", e.Message, StringComparison.Ordinal);
        string[] after = [await first.HashAsync(), await second.HashAsync(), await other.HashAsync()];
        Assert.Equal(before, after);
        await ForgetAsync(other.Facts.Path);
    }

    /// <summary>The kernel remembers devices of btrfs by their names, which the next test's loop devices have too.</summary>
    private static Task<ToolResult> ForgetAsync(params IReadOnlyList<string> nodes) => ExternalTool.TryRunAsync("btrfs", ["device", "scan", "--forget", .. nodes], Cancel);

    private async Task<JobResult> RunAsync(LoopDisk first, LoopDisk second)
    {
        RebuildPlan plan = Plan();
        RebuildRunner runner = new(new FixedInventory(first.Facts, second.Facts), TimeProvider.System, Root);
        return await runner.RunAsync(plan, plan.Hash(), new RebuildSource(RestoreAsync, _ => throw new InvalidOperationException()), _progress, Cancel);
    }

    private static async Task<JobResult> RestoreAsync(string root, CancellationToken ct)
    {
        await SmallSystem.WriteAsync(root, ct);
        await File.WriteAllTextAsync(root + "/file", "root", ct);
        await File.WriteAllTextAsync(root + "/home/file", "home", ct);
        await File.WriteAllTextAsync(root + "/var/lib/machines/file", "machine", ct);
        return new JobResult { Outcome = JobOutcome.Succeeded, Message = "" };
    }

    private RebuildPlan Plan()
    {
        RebuildPlan stack = StackPlan.Make(Size);
        return stack with
        {
            Steps =
            [
                .. stack.Steps.Where(s => s is ClearDisk or WritePartitionTable),
                new MakeFileSystem
                {
                    Description = "Make btrfs",
                    FileSystem = new LayoutFileSystem
                    {
                        Device = "disk0.2", Type = "btrfs", Uuid = _uuid, Label = "both",
                        Btrfs = new LayoutBtrfs { Devices = ["disk0.2", "disk1.2"], DataProfile = "single", MetadataProfile = "raid1", Features = ["no-holes"] },
                    },
                },
                new MakeSubvolumes { Device = "disk0.2", Paths = ["@", "@home", "@/var/lib/machines"], Default = "@", Description = "Make subvolumes" },
                Mount("@", "/"), Mount("@home", "/home"),
                new RestoreFiles { Description = "Restore" },
                .. stack.Steps.Where(s => s is InstallBootLoader or RebuildInitramfs or Finish),
            ],
        };
    }

    private static MountFileSystem Mount(string subvolume, string mountPoint) => new() { Device = "disk0.2", Type = "btrfs", MountPoint = mountPoint, Subvolume = subvolume, Description = "Mount" };
}
