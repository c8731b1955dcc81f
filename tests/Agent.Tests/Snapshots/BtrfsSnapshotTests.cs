using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Files;
using Monitas.Agent.Hooks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Snapshots;
using Monitas.Agent.Tests.Files;
using Monitas.Agent.Tests.Jobs;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Snapshots;

/// <summary>Backups of real btrfs file systems on loop devices.</summary>
public sealed class BtrfsSnapshotTests : IDisposable
{
    private readonly ScratchDisk _disk = new("btrfs");
    private readonly ScratchDisk _other = new();
    private readonly string _hooks;

    public BtrfsSnapshotTests() => _hooks = _other.Make("hooks");

    [Fact]
    public async Task Backup_TopLevel_IsOfOneMomentAndLeavesNoTrace()
    {
        string[] before = Fill();
        string[] subvolumes = Subvolumes();
        using JobScene scene = Scene(_disk.Root);
        Hook("post-snapshot", $"cd {_disk.Root}; echo changed > file; echo changed > sub/inner; rm -r dir/deep/leaf; touch new");

        JobResult backup = await scene.BackupAsync("/skipped/*");

        Assert.Equal([], backup.Warnings);
        Assert.Contains(scene.Progress.Lines, line => line.Contains("is read from 4 btrfs snapshots"));
        Assert.Equal(["/", "/dir", "/dir/deep", "/dir/deep/leaf", "/dir/deep/nested", "/dir/deep/nested/bottom", "/file", "/skipped", "/sub", "/sub/inner"],
            scene.Entries().Select(entry => BytePath.ToDisplay(entry.Path)));
        string restored = _other.Make("restored");
        await scene.RestoreAllAsync(restored);
        Assert.Equal(before.Where(line => !line.StartsWith("b'/skipped/", StringComparison.Ordinal)).Select(WithoutFlags), TreeListing.Of(restored).Select(WithoutFlags));
        Assert.Equal(subvolumes, Subvolumes());
        AssertNoMounts(scene);
    }

    [Fact]
    public async Task Backup_RootTime_IsNotMovedByOurSnapshots()
    {
        Fill();
        Python.Command("/usr/bin/touch", "-d", "2001-02-03 04:05:06.789 UTC", _disk.Root);
        using JobScene scene = Scene(_disk.Root);

        await scene.BackupAsync();
        JobResult compare = await scene.CompareAsync();

        Assert.Equal([], compare.Differences!.Select(one => $"{BytePath.ToDisplay(one.Path)} {one.Detail}"));
        Assert.Equal(981_173_106_789_000_000, scene.Entries()[0].MtimeNs);
    }

    [Fact]
    public async Task Backup_Again_ReadsNothingThatHasNotChanged()
    {
        Fill();
        using JobScene scene = Scene(_disk.Root);
        await scene.BackupAsync();
        scene.Server.Base = scene.Server.Manifest;
        File.WriteAllText(Path.Combine(_disk.Root, "file"), "another");

        JobResult second = await scene.BackupAsync();

        Assert.Equal("another".Length, second.Figures["newBytes"]);
        Assert.Equal(3, second.Figures["unchangedFiles"]);
    }

    [Fact]
    public async Task Backup_MountedSubvolumesAndForeignMounts_AreOneTree()
    {
        Python.Command("/usr/bin/btrfs", "subvolume", "create", _disk.Root + "/@");
        Python.Command("/usr/bin/btrfs", "subvolume", "create", _disk.Root + "/@home");
        Directory.CreateDirectory(_disk.Root + "/@/home");
        Directory.CreateDirectory(_disk.Root + "/@/boot");
        Directory.CreateDirectory(_disk.Root + "/@/run");
        File.WriteAllText(_disk.Root + "/@/etc", "etc");
        File.WriteAllText(_disk.Root + "/@home/joe", "joe");
        string device = Python.Command("/usr/bin/findmnt", "-no", "SOURCE", _disk.Root).Trim();
        using ScratchDisk boot = new("ext4", megabytes: 64);
        File.WriteAllText(Path.Combine(boot.Root, "kernel"), "kernel");
        boot.Unmount();
        string root = _other.Make("live");
        Python.Command("/usr/bin/mount", "-o", "subvol=@", device, root);
        Python.Command("/usr/bin/mount", "-o", "subvol=@home", device, root + "/home");
        Python.Command("/usr/bin/mount", "-o", "loop", boot.Image, root + "/boot");
        Python.Command("/usr/bin/mount", "-t", "tmpfs", "none", root + "/run");
        using JobScene scene = Scene(root);
        Hook("post-snapshot", $"cd {root}; echo changed > etc; echo changed > home/joe; echo live > boot/kernel; touch run/gone");

        JobResult backup = await scene.BackupAsync("lost+found");
        Python.Command("/usr/bin/umount", "-R", root);

        Assert.Equal([], backup.Warnings);
        Assert.Equal(["/:0", "/boot:0", "/boot/kernel:5", "/etc:3", "/home:0", "/home/joe:3", "/run:0"],
            scene.Entries().Select(entry => $"{BytePath.ToDisplay(entry.Path)}:{entry.SizeBytes}"));
        Assert.Equal(["@", "@home"], Directory.GetFileSystemEntries(_disk.Root).Select(Path.GetFileName).Order());
        AssertNoMounts(scene);
    }

    [Fact]
    public async Task Cleaner_AfterACrash_RemovesWhatTheJournalTellsOf()
    {
        Fill();
        using JobScene scene = Scene(_disk.Root);
        File.WriteAllText(scene.Source.ExcludeFile, "");
        JobNotes notes = new(scene.Progress);
        SnapshotTaker taker = new(scene.Source.Snapshots, ExcludeList.Load(scene.Source.ExcludeFile, []), new BackupHooks(new HookSettings(), "pc", scene.Progress), notes, TimeProvider.System);
        SnapshotView view = await taker.TakeAsync(_disk.Root, CancellationToken.None);
        Assert.True(view.HasSnapshots);
        Assert.NotEqual([], Directory.GetDirectories(_disk.Root, ".monitas-snapshot-*"));

        // The view is never disposed: as if the agent had been killed here.
        await new SnapshotCleaner(scene.Source.Snapshots).RunAsync(Assert.Fail, CancellationToken.None);

        Assert.Equal([], Directory.GetDirectories(_disk.Root, ".monitas-snapshot-*"));
        AssertNoMounts(scene);
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Backup_HookFailsAfterTheSnapshots_RemovesThem()
    {
        Fill();
        using JobScene scene = Scene(_disk.Root);
        Hook("post-snapshot", "exit 3");

        await Assert.ThrowsAsync<HookException>(() => scene.BackupAsync());

        Assert.Equal([], Directory.GetDirectories(_disk.Root, ".monitas-snapshot-*"));
        AssertNoMounts(scene);
        Assert.Empty(scene.Leftovers());
    }

    [Theory]
    [InlineData("btrfs", 1)]
    [InlineData("lvm", 1)]
    [InlineData("auto", 0)]
    public async Task Backup_NeitherBtrfsNorLvm_ReadsTheLiveTree(string kind, int warnings)
    {
        using ScratchDisk plain = new("ext4", megabytes: 64);
        using JobScene scene = Scene(plain.Root);
        scene.Source = scene.Source with { Snapshots = scene.Source.Snapshots with { Kind = Enum.Parse<SnapshotKind>(kind, ignoreCase: true) } };

        JobResult backup = await scene.BackupAsync();

        Assert.Equal(warnings, backup.Warnings.Count);
        Assert.All(backup.Warnings, warning => Assert.Contains("the live file system is read", warning));
        AssertNoMounts(scene);
    }

    public void Dispose()
    {
        _disk.Dispose();
        _other.Dispose();
    }

    private string[] Fill()
    {
        Python.Command("/usr/bin/btrfs", "subvolume", "create", _disk.Root + "/sub");
        Directory.CreateDirectory(_disk.Root + "/dir/deep");
        Python.Command("/usr/bin/btrfs", "subvolume", "create", _disk.Root + "/dir/deep/nested");
        Directory.CreateDirectory(_disk.Root + "/skipped");
        Python.Command("/usr/bin/btrfs", "subvolume", "create", _disk.Root + "/skipped/snapshot");
        Python.Command("/usr/bin/btrfs", "subvolume", "create", _disk.Root + "/dir/deep/nested/bottom");
        File.WriteAllText(_disk.Root + "/file", "first");
        File.WriteAllText(_disk.Root + "/sub/inner", "inner");
        File.WriteAllText(_disk.Root + "/dir/deep/leaf", "leaf");
        File.WriteAllText(_disk.Root + "/skipped/snapshot/x", "x");
        return TreeListing.Of(_disk.Root);
    }

    private string[] Subvolumes() =>
        [.. Python.Command("/usr/bin/btrfs", "subvolume", "list", _disk.Root).Split('\n').Select(line => line[(line.LastIndexOf(' ') + 1)..])];

    private JobScene Scene(string root)
    {
        JobScene scene = new(root);
        scene.Source = scene.Source with
        {
            Hooks = new HookSettings { Directory = _hooks },
            Snapshots = new SnapshotSettings
            {
                Kind = SnapshotKind.Auto,
                Directory = Path.Combine(_other.Root, "place"),
                JournalFile = Path.Combine(scene.Source.WorkDirectory, "snapshots"),
            },
        };
        return scene;
    }

    private void Hook(string name, string script)
    {
        string file = Path.Combine(_hooks, name);
        File.WriteAllText(file, $"#!/bin/sh\nset -e\n{script}\n");
        Python.Command("/usr/bin/chmod", "0755", file);
    }

    private static void AssertNoMounts(JobScene scene) =>
        Assert.DoesNotContain(scene.Source.Snapshots.Directory, File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>Inode flags of a subvolume and of a plain directory are not compared here: the target is another file system.</summary>
    private static string WithoutFlags(string line) => line.Split(" flags=")[0] + (line.Contains("sha=") ? line[line.IndexOf("sha=", StringComparison.Ordinal)..] : "");

}
