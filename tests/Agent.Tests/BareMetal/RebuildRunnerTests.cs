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
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

/// <summary>Real rebuilds onto loop devices, with the real tools. Needs root.</summary>
public sealed class RebuildRunnerTests : IDisposable
{
    private const long Size = 2L << 30;
    private static readonly JobResult Restored = new() { Outcome = JobOutcome.Succeeded, Message = "restored", Figures = new Dictionary<string, long> { ["files"] = 7 } };
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-rebuild-").FullName;
    private readonly RecordedProgress _progress = new();

    private string Root => _directory + "/target";

    public void Dispose()
    {
        TargetMounts.Abandon(Root);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task RunAsync_BlankDisk_HoldsTheWholeSystemAfterwards()
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(_directory, "ABC", Size);

        JobResult result = await RunAsync(disk, SamplePlans.TwoPartitions("ABC", Size), RestoreAsync);

        Assert.Equal((JobOutcome.Succeeded, 7L), (result.Outcome, result.Figures["files"]));
        Assert.Contains(_progress.Lines, l => l.Contains("MODULES=most", StringComparison.Ordinal));
        await CheckAsync(disk);
    }

    [Fact]
    public async Task RunAsync_AgainAfterBeingCutShort_StartsOverCleanly()
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(_directory, "ABC", Size);
        RebuildPlan plan = SamplePlans.TwoPartitions("ABC", Size);

        RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => RunAsync(disk, plan, (root, _) =>
        {
            File.WriteAllText(root + "/half", "done");
            throw new IOException("the power went out.");
        }));
        Assert.True(e.DisksTouched);
        Assert.Empty(Mounted());
        await RunAsync(disk, plan, RestoreAsync);

        await CheckAsync(disk);
    }

    [Theory]
    [InlineData("ABD", Size)]
    [InlineData("ABC", Size + 512)]
    public async Task RunAsync_OtherSerialOrSize_LeavesEveryByteAlone(string serial, long sizeBytes)
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(_directory, "ABC", Size);
        disk.Scribble("somebody's data", 0);
        disk.Scribble("somebody's data", Size - 4096);
        string before = await disk.HashAsync();

        RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => RunAsync(disk, SamplePlans.TwoPartitions(serial, sizeBytes), RestoreAsync));

        Assert.False(e.DisksTouched);
        Assert.Contains("is not in this machine", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await disk.HashAsync());
    }

    [Fact]
    public async Task RunAsync_MountedDisk_LeavesEveryByteAlone()
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(_directory, "ABC", Size);
        await ExternalTool.RunAsync("mke2fs", ["-q", "-F", disk.Facts.Path], CancellationToken.None);
        string mountPoint = Directory.CreateDirectory(_directory + "/elsewhere").FullName;
        await ExternalTool.RunAsync("mount", ["-o", "ro", disk.Facts.Path, mountPoint], CancellationToken.None);
        string before = await disk.HashAsync();
        try
        {
            RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => RunAsync(disk, SamplePlans.TwoPartitions("ABC", Size), RestoreAsync));

            Assert.Contains("is in use", e.Message, StringComparison.Ordinal);
            Assert.Equal(before, await disk.HashAsync());
        }
        finally
        {
            await ExternalTool.RunAsync("umount", [mountPoint], CancellationToken.None);
        }
    }

    [Fact]
    public async Task RunAsync_ArchiveWithoutGrub_SaysSo()
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(_directory, "ABC", Size);

        RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => RunAsync(disk, SamplePlans.TwoPartitions("ABC", Size), (_, _) => Task.FromResult(Restored)));

        Assert.Contains("no grub-install", e.Message, StringComparison.Ordinal);
        Assert.Empty(Mounted());
    }

    private async Task<JobResult> RunAsync(LoopDisk disk, RebuildPlan plan, Func<string, CancellationToken, Task<JobResult>> restore)
    {
        RebuildPlan here = plan with { Firmware = MachineInventory.Firmware() };
        Assert.Equal(FirmwareKind.Bios, here.Firmware);
        RebuildRunner runner = new(new FixedInventory(disk.Facts), TimeProvider.System, Root);
        return await runner.RunAsync(here, here.Hash(), new RebuildSource(restore, _ => throw new InvalidOperationException()), _progress, TestContext.Current.CancellationToken);
    }

    private static async Task<JobResult> RestoreAsync(string root, CancellationToken ct)
    {
        await SmallSystem.WriteAsync(root, ct);
        return Restored;
    }

    private async Task CheckAsync(LoopDisk disk)
    {
        Assert.Empty(Mounted());
        IReadOnlyDictionary<int, string> partitions = DiskTree.Partitions(disk.Facts.Path["/dev/".Length..]);
        Assert.Equal([1, 2, 3, 4], partitions.Keys);
        Assert.Equal(SamplePlans.RootUuid, await BlkidAsync(partitions[2], "UUID"));
        Assert.Equal(SamplePlans.DataUuid, await BlkidAsync(partitions[3], "UUID"));
        Assert.Equal(SamplePlans.SwapUuid, await BlkidAsync(partitions[4], "UUID"));
        Assert.Equal("the \"root\"", (await LayoutRecorder.ReadTableAsync(disk.Facts.Path, CancellationToken.None)).Partitions[1].Name);
        await ExternalTool.RunAsync("e2fsck", ["-f", "-n", "/dev/" + partitions[2]], CancellationToken.None);
        string mountPoint = Directory.CreateDirectory(_directory + "/look").FullName;
        await ExternalTool.RunAsync("mount", ["-o", "ro", "/dev/" + partitions[2], mountPoint], CancellationToken.None);
        try
        {
            Assert.Equal("# restored\n", await File.ReadAllTextAsync(mountPoint + "/boot/grub/grub.cfg"));
            Assert.Equal($"--target=i386-pc --recheck {disk.Facts.Path}\n", await File.ReadAllTextAsync(mountPoint + "/grub-arguments"));
            Assert.False(File.Exists(mountPoint + "/half"));
            Assert.False(File.Exists(mountPoint + "/srv/data"));
        }
        finally
        {
            await ExternalTool.RunAsync("umount", [mountPoint], CancellationToken.None);
        }
    }

    private static async Task<string> BlkidAsync(string partition, string name) =>
        (await BlockDeviceReader.ProbeAsync("/dev/" + partition, CancellationToken.None)).GetValueOrDefault(name, "");

    private IEnumerable<string> Mounted() => MountTable.Read().Select(MountTable.PathOf).Where(p => p.StartsWith(_directory, StringComparison.Ordinal));
}
