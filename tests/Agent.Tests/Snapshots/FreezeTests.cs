using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Hooks;
using Monitas.Agent.Interop;
using Monitas.Agent.Jobs;
using Monitas.Agent.Snapshots;
using Monitas.Agent.Tests.Files;
using Monitas.Agent.Tests.Jobs;
using Xunit;

namespace Monitas.Agent.Tests.Snapshots;

/// <summary>Real file systems are frozen.</summary>
public sealed class FreezeTests : IDisposable
{
    private readonly ScratchDisk _disk = new("ext4", megabytes: 64);
    private readonly ScratchDisk _other = new();

    [Fact]
    public async Task Backup_Freeze_HoldsStillDuringTheSnapshotHookOnly()
    {
        using JobScene scene = Scene(TimeSpan.FromSeconds(20), _disk.Root);
        // A second freeze is refused while one is in force.
        Hook($"if fsfreeze -f {_disk.Root} 2>/dev/null; then echo was not frozen; fsfreeze -u {_disk.Root}; else echo was frozen; fi");

        JobResult result = await scene.BackupAsync();

        Assert.Equal([], result.Warnings);
        Assert.Contains("snapshot: was frozen", scene.Progress.Lines);
        File.WriteAllText(Path.Combine(_disk.Root, "after"), "not frozen any more");
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Backup_FreezeTakesTooLong_IsThawedAndTold()
    {
        using JobScene scene = Scene(TimeSpan.FromSeconds(1), _disk.Root);
        // Writing waits for the thaw.
        Hook($"echo x > {_disk.Root}/waits; echo wrote");

        JobResult result = await scene.BackupAsync();

        Assert.Contains("longer than 1 seconds", Assert.Single(result.Warnings));
        Assert.Contains("snapshot: wrote", scene.Progress.Lines);
    }

    [Fact]
    public async Task Backup_FreezeOfWhatTheAgentNeeds_IsRefused()
    {
        using JobScene scene = Scene(TimeSpan.FromSeconds(5), "/", "/nonexistent", Path.GetDirectoryName(_disk.Root)!);

        JobResult result = await scene.BackupAsync();

        Assert.Equal(3, result.Warnings.Count);
        Assert.Equal(2, result.Warnings.Count(warning => warning.Contains("what the agent itself writes to lies there")));
    }

    [Fact]
    public async Task Backup_FreezeOfAnImageInAFrozenFileSystem_EndsWithTheLimit()
    {
        string image = Path.Combine(_disk.Root, "image");
        using (FileStream file = File.Create(image))
        {
            file.SetLength(16 << 20);
        }
        Python.Command("/usr/sbin/mkfs.ext4", "-q", "-F", image);
        string inner = _other.Make("inner");
        Python.Command("/usr/bin/mount", "-o", "loop", image, inner);
        File.WriteAllText(Path.Combine(inner, "dirty"), new string('x', 100_000));
        using JobScene scene = Scene(TimeSpan.FromSeconds(1), _disk.Root, inner, _disk.Root);

        JobResult result = await scene.BackupAsync();

        Assert.Contains(result.Warnings, warning => warning.Contains("longer than 1 seconds"));
        Assert.Contains(result.Warnings, warning => warning.StartsWith($"{inner} does not stay frozen", StringComparison.Ordinal));
        Assert.Contains(result.Warnings, warning => warning.Contains("the time of freeze-limit was over before"));
        File.WriteAllText(Path.Combine(inner, "after"), "not frozen any more");
        File.WriteAllText(Path.Combine(_disk.Root, "after"), "not frozen any more");
        Python.Command("/usr/bin/umount", inner);
    }

    [Fact]
    public async Task Backup_FreezeOfABtrfsOfWhichTheAgentNeedsAnotherSubvolume_IsRefused()
    {
        using ScratchDisk btrfs = new("btrfs");
        Python.Command("/usr/bin/btrfs", "subvolume", "create", btrfs.Root + "/@");
        Python.Command("/usr/bin/btrfs", "subvolume", "create", btrfs.Root + "/@home");
        using JobScene scene = Scene(TimeSpan.FromSeconds(5), btrfs.Root + "/@home");
        scene.Source = scene.Source with { Snapshots = scene.Source.Snapshots with { Directory = btrfs.Root + "/@" } };

        JobResult result = await scene.BackupAsync();

        Assert.Contains("what the agent itself writes to lies there", Assert.Single(result.Warnings));
    }

    [Fact]
    public async Task Cleaner_KilledWhileFrozen_Thaws()
    {
        using JobScene scene = Scene(TimeSpan.FromSeconds(5), _disk.Root);
        new SnapshotJournal(scene.Source.Snapshots.JournalFile).Add(new SnapshotLeftover(SnapshotLeftover.Freeze, _disk.Root));
        using (var directory = LinuxFile.Open(System.Text.Encoding.UTF8.GetBytes(_disk.Root), OpenFlags.Directory))
        {
            LinuxFreeze.Freeze(directory, _disk.Root);
        }

        await new SnapshotCleaner(scene.Source.Snapshots).RunAsync(Assert.Fail, TestContext.Current.CancellationToken);

        File.WriteAllText(Path.Combine(_disk.Root, "after"), "not frozen any more");
        Assert.Empty(scene.Leftovers());
    }

    public void Dispose()
    {
        _disk.Dispose();
        _other.Dispose();
    }

    private JobScene Scene(TimeSpan limit, params string[] freeze)
    {
        JobScene scene = new(_other.Make("source"));
        scene.Exclude("");
        scene.Source = scene.Source with
        {
            Hooks = new HookSettings { Directory = _other.Make("hooks") },
            Snapshots = new SnapshotSettings
            {
                Directory = Path.Combine(_other.Root, "place"),
                JournalFile = Path.Combine(scene.Source.WorkDirectory, "snapshots"),
                Freeze = freeze,
                FreezeLimit = limit,
            },
        };
        return scene;
    }

    private void Hook(string script)
    {
        string file = Path.Combine(_other.Root, "hooks", "snapshot");
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        Python.Command("/usr/bin/chmod", "0755", file);
    }
}
