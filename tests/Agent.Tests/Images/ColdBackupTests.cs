using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Images;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.BareMetal;
using Monitas.Agent.Tests.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.Images;

/// <summary>Real disks with the file systems of Windows and Linux, by the real tools: kept as images, put onto another disk, judged there. Needs root.</summary>
public sealed class ColdBackupTests : IDisposable
{
    private const long Size = 320L << 20;
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-images-").FullName;
    private readonly MemoryArchiveServer _server = new();
    private readonly RecordedProgress _progress = new();

    private string Work => _directory + "/work";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ColdBackup_OfADualBootDisk_ComesBackOnALargerDiskThatHeldSomethingElse()
    {
        await using LoopDisk old = await LoopDisk.CreateAsync(_directory, "OLD", Size);
        await WindowsDisk.WriteAsync(old, RandomFile(), Token);
        string before = await old.HashAsync();

        JobResult backup = await BackupAsync(old);

        Assert.Equal(JobOutcome.Succeeded, backup.Outcome);
        Assert.Equal(before, await old.HashAsync());
        Assert.True(backup.Figures["heldBytes"] < 60 << 20, $"{backup.Figures["heldBytes"]} bytes were kept of nearly empty file systems.");

        await using LoopDisk fresh = await LoopDisk.CreateAsync(_directory, "NEW", Size + (64 << 20));
        WindowsDisk.FillWithOldData(fresh);
        JobResult rebuilt = await RebuildAsync(fresh);

        Assert.Equal((JobOutcome.Succeeded, 7L), (rebuilt.Outcome, rebuilt.Figures["images"]));
        await JudgeAsync(old, fresh);
    }

    [Fact]
    public async Task ColdBackup_Again_SendsOnlyWhatHasChanged()
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(_directory, "OLD", Size);
        await WindowsDisk.WriteAsync(disk, RandomFile(), Token);
        await BackupAsync(disk);
        await File.WriteAllTextAsync(_directory + "/note.txt", "a new note", Token);
        await ExternalTool.RunAsync("ntfscp", ["-q", "-f", disk.Facts.Path + "p3", _directory + "/note.txt", "note.txt"], Token);
        await ExternalTool.RunAsync("blockdev", ["--flushbufs", disk.Facts.Path], Token);

        JobResult again = await BackupAsync(disk);

        Assert.True(again.Figures["newBytes"] < again.Figures["heldBytes"] / 2, $"{again.Figures["newBytes"]} of {again.Figures["heldBytes"]} bytes were new.");
        Assert.True(again.Figures["newBytes"] > 0);
    }

    [Fact]
    public async Task ColdBackup_OfHibernatedWindows_KeepsEveryBlockAndSaysWhy()
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(_directory, "OLD", Size);
        await WindowsDisk.WriteAsync(disk, RandomFile(), Token);
        await File.WriteAllBytesAsync(_directory + "/hiberfil.sys", [.. "hibr"u8, .. new byte[8192]], Token);
        await ExternalTool.RunAsync("ntfscp", ["-q", "-f", disk.Facts.Path + "p3", _directory + "/hiberfil.sys", "hiberfil.sys"], Token);
        string before = await disk.HashAsync();

        await BackupAsync(disk);

        Assert.True(_server.Layout!.Images!.Single(i => i.Type == "ntfs").HolesAreZeros);
        Assert.Contains(_progress.Lines, l => l.Contains("hibernated", StringComparison.Ordinal));
        Assert.Equal(before, await disk.HashAsync());
    }

    [Fact]
    public async Task Rebuild_DiskThatGivesBackSomethingElse_IsAnError()
    {
        string file = Path.Combine(_directory, "target");
        await File.WriteAllBytesAsync(file, new byte[1 << 20], Token);
        using ImageTarget target = ImageTarget.Open(file, 1 << 20);
        target.Write(4096, "what was in the archive"u8);
        await using (FileStream other = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.Position = 4100;
            other.Write("xxx"u8);
        }

        ImageException e = Assert.Throws<ImageException>(() => target.Verify(Token));

        Assert.Contains("reads back otherwise", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rebuild_DeviceThatIsShorterThanTheImage_IsRefused()
    {
        string file = Path.Combine(_directory, "target");
        File.WriteAllBytes(file, new byte[1000]);

        Assert.Contains("shorter", Assert.Throws<ImageException>(() => ImageTarget.Open(file, 1001)).Message, StringComparison.Ordinal);
    }

    private async Task JudgeAsync(LoopDisk old, LoopDisk fresh)
    {
        Assert.Equal(await TableAsync(old), await TableAsync(fresh));
        Assert.Equal(await WindowsDisk.NtfsFileAsync(old, _directory, Token), await WindowsDisk.NtfsFileAsync(fresh, _directory, Token));
        await ExternalTool.RunAsync("ntfsfix", ["-n", fresh.Facts.Path + "p3"], Token);
        await ExternalTool.RunAsync("fsck.vfat", ["-n", fresh.Facts.Path + "p1"], Token);
        await ExternalTool.RunAsync("e2fsck", ["-f", "-n", fresh.Facts.Path + "p4"], Token);
        foreach (int whole in new[] { 2, 6 })
        {
            Assert.Equal(await WindowsDisk.PartitionAsync(old, whole, Token), await WindowsDisk.PartitionAsync(fresh, whole, Token));
        }

        foreach (int number in new[] { 1, 3, 4, 5 })
        {
            Assert.Equal(await IdentityAsync(old, number), await IdentityAsync(fresh, number));
        }

        byte[] start = new byte[440];
        await using FileStream disk = new(fresh.Facts.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await disk.ReadExactlyAsync(start, Token);
        Assert.StartsWith("a boot sector's code", Encoding.ASCII.GetString(start), StringComparison.Ordinal);
    }

    private async Task<JobResult> BackupAsync(LoopDisk disk)
    {
        BlockDevice device = await WindowsDisk.AsDiskAsync(disk, Token);
        ColdBackupJob job = new(Work, new ArchiveOrigin(new MachineId(Guid.NewGuid()), "pc", "0"), (log, stop) => new ColdRecorder(Work).RecordAsync([device], log, stop), TimeProvider.System);
        JobResult result = await job.RunAsync(_server, _progress, Token);
        Assert.Empty(Directory.GetFileSystemEntries(Work));
        return result;
    }

    private async Task<JobResult> RebuildAsync(LoopDisk disk)
    {
        MachineLayout layout = _server.Layout!;
        LayoutDisk table = layout.Disks[0];
        RebuildPlan plan = SamplePlans.TwoPartitions(disk.Facts.Serial, disk.Facts.SizeBytes) with
        {
            Version = RebuildPlan.ImageVersion,
            Firmware = layout.Firmware,
            Steps =
            [
                new ClearDisk { Disk = "disk0", Description = "Clear" },
                new WritePartitionTable { Disk = "disk0", TableKind = table.TableKind, TableId = table.TableId, Partitions = table.Partitions, Description = "Write a GPT" },
                .. layout.Images!.OrderBy(i => i.Type == LayoutImage.BootCode)
                    .Select(i => new WriteImage { Device = i.Device, Path = i.Path, SizeBytes = i.SizeBytes, HolesAreZeros = i.HolesAreZeros, Description = "Write " + i.Path }),
                new Finish { Description = "Finish" },
            ],
        };
        using ImageRestorer images = new(_server, Work, _progress, TimeProvider.System);
        RebuildRunner runner = new(new FixedInventory(disk.Facts), TimeProvider.System, _directory + "/target");
        RebuildSource source = new((_, _) => throw new InvalidOperationException(), _ => throw new InvalidOperationException()) { WriteImage = images.RestoreAsync };
        return await runner.RunAsync(plan, plan.Hash(), source, _progress, Token);
    }

    private string RandomFile()
    {
        byte[] bytes = new byte[9_000_001];
        new Random(5).NextBytes(bytes);
        string path = Path.Combine(_directory, "data.bin");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Places, types, GUIDs, names and attributes of all partitions, and the disk's GUID.</summary>
    private static async Task<string> TableAsync(LoopDisk disk)
    {
        PartitionTable table = await LayoutRecorder.ReadTableAsync(disk.Facts.Path, Token);
        return $"{table.Kind} {table.Id}\n{string.Join('\n', table.Partitions)}";
    }

    /// <summary>By what systems find a file system and a partition.</summary>
    private static async Task<string> IdentityAsync(LoopDisk disk, int number)
    {
        IReadOnlyDictionary<string, string> found = await BlockDeviceReader.ProbeAsync($"{disk.Facts.Path}p{number}", Token);
        return string.Join(' ', new[] { "TYPE", "UUID", "LABEL" }.Select(name => $"{name}={found.GetValueOrDefault(name)}"));
    }
}
