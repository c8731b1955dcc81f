using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Hooks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Snapshots;
using Monitas.Agent.Tests.Files;
using Monitas.Agent.Tests.Jobs;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Snapshots;

/// <summary>
/// Backups of real LVM volumes. They need a kernel with device-mapper, which the machine of a build may lack, and so run when they are asked for:
/// <code>dotnet Monitas.Agent.Tests.dll -explicit only -trait Kernel=Debian</code> (vm-tests/debian-kernel)
/// </summary>
[Trait("Kernel", "Debian")]
public sealed class LvmSnapshotTests : IDisposable
{
    private readonly ScratchDisk _place = new();
    private readonly string _group = "monitas_test_" + Guid.NewGuid().ToString("N")[..8];
    private readonly string _root;
    private readonly string _hooks;
    private string _loop = "";

    public LvmSnapshotTests()
    {
        _root = _place.Make("live");
        _hooks = _place.Make("hooks");
    }

    [Fact(Explicit = true)]
    public async Task Backup_ThickAndThinVolumes_AreOfOneMomentAndLeaveNoTrace()
    {
        MakeGroup(megabytes: 1600);
        MakeVolume("root", "", "ext4", "--size", "200M");
        MakeVolume("home", "home", "xfs", "--size", "400M");
        Python.Command("/usr/sbin/lvcreate", "--yes", "--type", "thin-pool", "--size", "300M", "--name", "pool", _group);
        MakeVolume("srv", "srv", "ext4", "--type", "thin", "--virtualsize", "200M", "--thinpool", "pool");
        File.WriteAllText(_root + "/file", "first");
        File.WriteAllText(_root + "/home/file", "first");
        File.WriteAllText(_root + "/srv/file", "first");
        Hook($"cd {_root}; for d in . home srv; do echo changed > $d/file; touch $d/new; done; sync");
        using JobScene scene = Scene(new SnapshotSize(10, 0));

        JobResult backup = await scene.BackupAsync("lost+found");

        Assert.Equal([], backup.Warnings);
        Assert.Equal(3, scene.Progress.Lines.Count(line => line.Contains("is read from an LVM snapshot")));
        Assert.Equal(["/:0", "/file:5", "/home:0", "/home/file:5", "/srv:0", "/srv/file:5"],
            scene.Entries().Select(entry => $"{BytePath.ToDisplay(entry.Path)}:{entry.SizeBytes}"));
        AssertNoTrace(scene);
    }

    [Fact(Explicit = true)]
    public async Task Backup_SnapshotFillsUp_ReadsTheLiveTreeAndSaysSo()
    {
        MakeGroup(megabytes: 700);
        MakeVolume("root", "", "ext4", "--size", "400M");
        File.WriteAllBytes(_root + "/old", new byte[150 << 20]);
        Python.Command("/usr/bin/sync");
        Hook($"test -e {_root}/live || dd if=/dev/urandom of={_root}/old conv=notrunc bs=1M count=150; touch {_root}/live; sync");
        using JobScene scene = Scene(new SnapshotSize(0, 40L << 20));

        JobResult backup = await scene.BackupAsync("lost+found");

        Assert.Equal(JobOutcome.Warnings, backup.Outcome);
        Assert.Contains("ran out of room", backup.Warnings[0]);
        Assert.Contains("/live", scene.Entries().Select(entry => BytePath.ToDisplay(entry.Path)));
        AssertNoTrace(scene);
    }

    [Fact(Explicit = true)]
    public async Task Backup_NoRoomForASnapshot_ReadsTheLiveTree()
    {
        MakeGroup(megabytes: 200);
        MakeVolume("root", "", "ext4", "--extents", "100%FREE");
        using JobScene scene = Scene(new SnapshotSize(10, 0));

        JobResult backup = await scene.BackupAsync();

        Assert.Equal([], backup.Warnings);
        Assert.Contains(scene.Progress.Lines, line => line.Contains("has only 0 bytes left for a snapshot of root"));
        AssertNoTrace(scene);
    }

    [Fact(Explicit = true)]
    public async Task Cleaner_AfterACrash_RemovesTheVolume()
    {
        MakeGroup(megabytes: 400);
        MakeVolume("root", "", "ext4", "--size", "200M");
        using JobScene scene = Scene(new SnapshotSize(0, 40L << 20));
        scene.Exclude("");
        SnapshotTaker taker = new(
            scene.Source.Snapshots, Agent.Files.ExcludeList.Load("/nonexistent", []), new BackupHooks(new HookSettings(), "pc", scene.Progress), new JobNotes(scene.Progress), TimeProvider.System);
        SnapshotView view = await taker.TakeAsync(_root, TestContext.Current.CancellationToken);
        Assert.True(view.HasSnapshots);

        await new SnapshotCleaner(scene.Source.Snapshots).RunAsync(Assert.Fail, TestContext.Current.CancellationToken);

        AssertNoTrace(scene);
        Assert.Empty(scene.Leftovers());
    }

    public void Dispose()
    {
        Python.Run("import subprocess, sys\nfor c in (['umount', '-R', sys.argv[1]], ['vgremove', '-f', sys.argv[2]], ['losetup', '-d', sys.argv[3]]): subprocess.call(c)", _root, _group, _loop);
        _place.Dispose();
    }

    private void MakeGroup(int megabytes)
    {
        string image = Path.Combine(_place.Root, "image");
        using (FileStream file = File.Create(image))
        {
            file.SetLength((long)megabytes << 20);
        }
        _loop = Python.Command("/usr/sbin/losetup", "--find", "--show", image).Trim();
        Python.Command("/usr/sbin/vgcreate", _group, _loop);
    }

    private void MakeVolume(string name, string path, string fileSystem, params string[] how)
    {
        Python.Command("/usr/sbin/lvcreate", ["--yes", "--name", name, .. how, _group]);
        Python.Command("/usr/sbin/mkfs." + fileSystem, "-q", $"/dev/{_group}/{name}");
        Directory.CreateDirectory(Path.Join(_root, path));
        Python.Command("/usr/bin/mount", $"/dev/{_group}/{name}", Path.Join(_root, path));
    }

    private void Hook(string script)
    {
        string file = Path.Combine(_hooks, "post-snapshot");
        File.WriteAllText(file, $"#!/bin/sh\nset -e\n{script}\n");
        Python.Command("/usr/bin/chmod", "0755", file);
    }

    private JobScene Scene(SnapshotSize size)
    {
        JobScene scene = new(_root);
        scene.Source = scene.Source with
        {
            Hooks = new HookSettings { Directory = _hooks },
            Snapshots = new SnapshotSettings
            {
                Kind = SnapshotKind.Auto,
                LvmSize = size,
                Directory = Path.Combine(_place.Root, "place"),
                JournalFile = Path.Combine(scene.Source.WorkDirectory, "snapshots"),
            },
        };
        return scene;
    }

    private void AssertNoTrace(JobScene scene)
    {
        Assert.DoesNotContain("monitas-", Python.Command("/usr/sbin/lvs", "--noheadings", "-o", "lv_name", _group));
        Assert.DoesNotContain(scene.Source.Snapshots.Directory, File.ReadAllText("/proc/self/mountinfo"));
    }
}
