using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class LiveBackupTests
{
    [Fact]
    public async Task Backup_FileWrittenAllTheTime_IsMarkedAndWarned()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        string path = Path.Combine(source, "database");
        File.WriteAllBytes(path, new byte[48 * 1024 * 1024]);
        File.WriteAllText(Path.Combine(source, "quiet"), "still");
        using JobScene scene = new(source);
        using Disturbance disturbance = new(turn =>
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.Position = turn % 1000 * 4096;
            file.Write(Encoding.ASCII.GetBytes($"turn {turn}"));
        });

        JobResult result = await scene.BackupAsync();

        Assert.Equal(JobOutcome.Warnings, result.Outcome);
        Assert.Contains("/database: was being written to all the time", Assert.Single(result.Warnings));
        Assert.True(scene.Entries().Single(entry => entry.Path.AsSpan().SequenceEqual("/database"u8)).Inconsistent);
        Assert.False(scene.Entries().Single(entry => entry.Path.AsSpan().SequenceEqual("/quiet"u8)).Inconsistent);
    }

    [Fact]
    public async Task Backup_FileGrowsAndShrinks_StaysWithinItsSize()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        string path = Path.Combine(source, "log");
        File.WriteAllBytes(path, new byte[20 * 1024 * 1024]);
        using JobScene scene = new(source);
        using Disturbance disturbance = new(turn =>
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(turn % 20 * 1024 * 1024);
            file.Position = file.Length;
            file.Write(new byte[1000]);
        });

        await scene.BackupAsync();
        string restored = disk.Make("restored");
        JobResult restore = await scene.RestoreAllAsync(restored);

        ManifestEntry entry = scene.Entries().Single(one => one.Path.AsSpan().SequenceEqual("/log"u8));
        Assert.Equal([], restore.Warnings);
        Assert.Equal(entry.SizeBytes, new FileInfo(Path.Combine(restored, "log")).Length);
    }

    [Fact]
    public async Task Backup_TreeChangesUnderTheWalk_IsWholeAndQuiet()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: false);
        using JobScene scene = new(source);
        using Disturbance disturbance = new(turn =>
        {
            string victim = Path.Combine(source, "many", $"file{turn % 400:000}");
            File.Delete(victim);
            string directory = Path.Combine(source, "many", $"dir{turn % 50}");
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
                File.WriteAllText(directory, "now a file");
            }
            else
            {
                File.Delete(directory);
                Directory.CreateDirectory(Path.Combine(directory, "below"));
                File.WriteAllText(Path.Combine(directory, "below", "it"), "x");
            }
        });

        JobResult result = await scene.BackupAsync();
        string restored = disk.Make("restored");
        JobResult restore = await scene.RestoreAllAsync(restored);

        Assert.DoesNotContain(result.Warnings, line => !line.Contains("was being written to"));
        Assert.Equal([], restore.Warnings);
    }

    [Fact]
    public async Task Backup_DamagedFile_IsNamedAndTheOthersAreKept()
    {
        using ScratchDisk disk = new("ext4", megabytes: 64);
        File.WriteAllBytes(Path.Combine(disk.Root, "bad"), new byte[100_000]);
        File.WriteAllText(Path.Combine(disk.Root, "good"), "fine");
        disk.Unmount();
        Python.Command("/usr/sbin/debugfs", "-w", "-R", "sif /bad block[0] 0xdeadbeef", disk.Image);
        disk.Mount();
        using JobScene scene = new(disk.Root);

        JobResult result = await scene.BackupAsync();

        Assert.Contains("/bad: ", Assert.Single(result.Warnings));
        Assert.Contains(scene.Entries(), entry => entry.Path.AsSpan().SequenceEqual("/good"u8));
        Assert.Equal(JobOutcome.Warnings, result.Outcome);
    }

    [Fact]
    public async Task Backup_Cancelled_StopsAndLeavesNothing()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: false);
        using JobScene scene = new(source);
        scene.Exclude("");
        using CancellationTokenSource stop = new();
        scene.Server.Before = call =>
        {
            if (call == "chunks")
            {
                stop.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.BackupAsync(stop.Token));

        Assert.Null(scene.Server.Manifest);
        Assert.Empty(scene.Leftovers());
    }

    /// <summary>Does something again and again on a thread of its own.</summary>
    private sealed class Disturbance : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _stop;

        public Disturbance(Action<int> act)
        {
            _thread = new Thread(() =>
            {
                for (int turn = 0; !_stop; turn++)
                {
                    act(turn);
                }
            });
            _thread.Start();
        }

        public void Dispose()
        {
            _stop = true;
            _thread.Join();
        }
    }
}
