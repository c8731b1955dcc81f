using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

/// <summary>Swap files from a live system to a restored one, with the kernel as judge.</summary>
public sealed class SwapFileTests
{
    private const string Uuid = "11112222-3333-4444-5555-666677778888";
    private const long SizeBytes = 16L << 20;

    [Theory]
    [InlineData("ext4", "ext4")]
    [InlineData("ext4", "xfs")]
    [InlineData("ext4", "ext3")]
    [InlineData("xfs", "xfs")]
    [InlineData("btrfs", "btrfs")]
    public async Task Restore_SwapFileThatWasInUse_IsTakenByTheKernelAsTheSame(string oldFileSystem, string fileSystem)
    {
        using ScratchDisk old = new(oldFileSystem);
        using ScratchDisk fresh = new(fileSystem);
        using JobScene scene = new(old.Root);
        string swap = MakeSwap(old.Root);
        Python.Command("/usr/sbin/swapon", swap);
        try
        {
            Assert.Equal(JobOutcome.Succeeded, (await scene.BackupAsync()).Outcome);
        }
        finally
        {
            Python.Command("/usr/sbin/swapoff", swap);
        }
        ManifestEntry entry = scene.Entries().Single(e => e.Path.AsSpan().SequenceEqual("/swap.img"u8));
        Assert.Equal((SizeBytes, 4096L), (entry.SizeBytes, entry.Spans.Sum(s => s.Length)));

        Assert.Equal(JobOutcome.Succeeded, (await scene.RestoreAllAsync(fresh.Root)).Outcome);

        string restored = Path.Combine(fresh.Root, "swap.img");
        Assert.Equal(SizeBytes, new FileInfo(restored).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(restored));
        string label = Python.Command("/usr/sbin/swaplabel", restored);
        Assert.Contains(Uuid, label, StringComparison.Ordinal);
        Assert.Contains("night", label, StringComparison.Ordinal);
        Python.Command("/usr/sbin/swapon", restored);
        Python.Command("/usr/sbin/swapoff", restored);
    }

    [Fact]
    public async Task Restore_InPlaceWhileTheSystemSwapsToTheFile_LeavesItAndSaysSo()
    {
        using ScratchDisk disk = new("ext4");
        using JobScene scene = new(disk.Root);
        string swap = MakeSwap(disk.Root);
        string other = Path.Combine(disk.Root, "other");
        await File.WriteAllTextAsync(other, "archived", TestContext.Current.CancellationToken);
        Python.Command("/usr/sbin/swapon", swap);
        try
        {
            await scene.BackupAsync();
            await File.WriteAllTextAsync(other, "changed", TestContext.Current.CancellationToken);

            JobResult result = await scene.RestoreAsync("", "/"u8.ToArray());

            Assert.Equal(JobOutcome.Succeeded, result.Outcome);
            Assert.Contains("/swap.img: left as it is, since this system swaps to it.", scene.Progress.Lines);
            Assert.Equal("archived", await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken));
        }
        finally
        {
            Python.Command("/usr/sbin/swapoff", swap);
        }
        Assert.Contains(Uuid, Python.Command("/usr/sbin/swaplabel", swap), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_SparseSwapDiskLargerThanTheTarget_StaysSparseWithAWarningAndTheRestComes()
    {
        const long size = 8L << 30;
        using ScratchDisk old = new();
        using ScratchDisk small = new("ext4", megabytes: 64);
        using JobScene scene = new(old.Root);
        string swap = Path.Combine(old.Root, "guest.img");
        using (FileStream file = File.Create(swap))
        {
            file.SetLength(size);
        }
        Python.Command("/usr/sbin/mkswap", "-q", swap);
        await File.WriteAllTextAsync(Path.Combine(old.Root, "later"), "here", TestContext.Current.CancellationToken);
        await scene.BackupAsync();

        JobResult result = await scene.RestoreAllAsync(small.Root);

        Assert.Equal(JobOutcome.Warnings, result.Outcome);
        Assert.Equal(size, new FileInfo(Path.Combine(small.Root, "guest.img")).Length);
        Assert.Equal("here", await File.ReadAllTextAsync(Path.Combine(small.Root, "later"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Compare_SwapFileWithOtherContent_FindsNothing()
    {
        using ScratchDisk disk = new("ext4");
        using JobScene scene = new(disk.Root);
        string swap = MakeSwap(disk.Root);
        Directory.CreateDirectory(Path.Combine(disk.Root, "etc"));
        await File.WriteAllTextAsync(Path.Combine(disk.Root, "etc/fstab"), "/swap.img none swap sw 0 0\n", TestContext.Current.CancellationToken);
        await scene.BackupAsync();
        // The kernel writes to its swap past the file's times.
        string times = Path.Combine(disk.Root, "..", "times");
        Python.Command("/usr/bin/touch", "-r", swap, times);
        Scribble(swap);
        Python.Command("/usr/bin/touch", "-r", times, swap);

        JobResult result = await scene.CompareAsync();

        Assert.Equal(JobOutcome.Succeeded, result.Outcome);
        Assert.Empty(result.Differences ?? []);
    }

    [Fact]
    public async Task Backup_FileThatLooksLikeSwapAndIsNone_IsArchivedWhole()
    {
        using ScratchDisk disk = new("ext4");
        using JobScene scene = new(disk.Root);
        MakeSwap(disk.Root);
        await scene.BackupAsync();
        ManifestEntry entry = scene.Entries().Single(e => e.Path.AsSpan().SequenceEqual("/swap.img"u8));
        Assert.Equal(SizeBytes, entry.Spans.Sum(s => s.Length));
    }

    /// <summary>A swap file as an installer makes it, with what an earlier day has left in it.</summary>
    private static string MakeSwap(string root)
    {
        string swap = Path.Combine(root, "swap.img");
        File.Create(swap).Dispose();
        if (new DriveInfo(root).DriveFormat == "btrfs")
        {
            // btrfs(5), "Swapfile support": neither copy-on-write nor compression, which can be said of an empty file only.
            Python.Command("/usr/bin/chattr", "+C", swap);
        }
        File.WriteAllBytes(swap, new byte[SizeBytes]);
        File.SetUnixFileMode(swap, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Python.Command("/usr/sbin/mkswap", "-U", Uuid, "-L", "night", swap);
        Scribble(swap);
        return swap;
    }

    private static void Scribble(string swap)
    {
        byte[] junk = new byte[SizeBytes - 4096];
        Random.Shared.NextBytes(junk);
        using FileStream file = File.OpenWrite(swap);
        file.Position = 4096;
        file.Write(junk);
        file.Flush(flushToDisk: true);
    }
}
