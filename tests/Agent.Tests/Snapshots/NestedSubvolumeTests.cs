using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Disks;
using Monitas.Agent.Files;
using Monitas.Agent.Hooks;
using Monitas.Agent.Interop;
using Monitas.Agent.Jobs;
using Monitas.Agent.Snapshots;
using Monitas.Agent.Tests.Files;
using Monitas.Agent.Tests.Jobs;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Snapshots;

/// <summary>Subvolumes that users make, name and move as they like.</summary>
public sealed class NestedSubvolumeTests : IDisposable
{
    private readonly ScratchDisk _disk = new("btrfs");
    private readonly ScratchDisk _other = new();
    private readonly JobScene _scene;

    public NestedSubvolumeTests()
    {
        _scene = new JobScene(_disk.Root);
        _scene.Exclude("");
        _scene.Source = _scene.Source with
        {
            Hooks = new HookSettings { Directory = _other.Make("hooks") },
            Snapshots = new SnapshotSettings
            {
                Kind = SnapshotKind.Auto,
                Directory = Path.Combine(_other.Root, "place"),
                JournalFile = Path.Combine(_scene.Source.WorkDirectory, "snapshots"),
            },
        };
    }

    [Fact]
    public async Task Backup_NameWithALineOfTheJournal_UnmountsNothingElse()
    {
        string victim = _other.Make("victim");
        Python.Command("/usr/bin/mount", "-t", "tmpfs", "none", victim);
        string evil = _disk.Root + "/x\nmount ";
        Subvolume(evil);
        Directory.CreateDirectory(evil + Path.GetDirectoryName(victim));
        Subvolume(evil + victim);
        File.WriteAllText(evil + victim + "/file", "content");

        JobResult backup = await _scene.BackupAsync();

        Assert.Equal([], backup.Warnings);
        Assert.Contains(_scene.Entries(), entry => Encoding.UTF8.GetString(entry.Path) == $"/x\nmount {victim}/file");
        Python.Command("/usr/bin/umount", victim);
        AssertNoMounts();
    }

    [Fact]
    public async Task Backup_NameThatIsNoText_IsHeld()
    {
        Python.Command("/bin/sh", "-c", $"cd {_disk.Root}; n=$(printf 'a\\377'); btrfs subvolume create $n; echo content > $n/file");

        JobResult backup = await _scene.BackupAsync();

        Assert.Equal([], backup.Warnings);
        byte[] file = [.. "/a"u8, 0xff, .. "/file"u8];
        Assert.Contains(_scene.Entries(), entry => entry.Path.AsSpan().SequenceEqual(file));
    }

    [Fact]
    public async Task Backup_SnapshotsOfOthers_AreNoReasonToWarn()
    {
        Subvolume(_disk.Root + "/sub");
        File.WriteAllText(_disk.Root + "/sub/file", "content");
        Python.Command("/usr/bin/btrfs", "subvolume", "snapshot", _disk.Root, _disk.Root + "/old");
        Subvolume(_disk.Root + "/hidden");
        Python.Command("/usr/bin/mount", "-t", "tmpfs", "none", _disk.Root + "/hidden");

        JobResult backup = await _scene.BackupAsync();

        Assert.Equal([], backup.Warnings);
        Assert.Contains("/sub/file", Paths());
        Assert.Contains("/old/sub", Paths());
        Assert.Contains("/hidden", Paths());
    }

    [Fact]
    public async Task Backup_SubvolumeMovedAfterTheSnapshots_IsHeldWhereItWas()
    {
        Subvolume(_disk.Root + "/sub");
        File.WriteAllText(_disk.Root + "/sub/file", "content");
        string hook = Path.Combine(_other.Root, "hooks", "post-snapshot");
        File.WriteAllText(hook, $"#!/bin/sh\nmv {_disk.Root}/sub {_disk.Root}/moved\n");
        Python.Command("/usr/bin/chmod", "0755", hook);

        JobResult backup = await _scene.BackupAsync();

        Assert.Equal([], backup.Warnings);
        Assert.Contains("/sub/file", Paths());
        Assert.DoesNotContain("/moved", Paths());
    }

    [Fact]
    public void Look_SubvolumeWithoutASnapshot_IsAWarning()
    {
        Subvolume(_disk.Root + "/here");
        Subvolume(_disk.Root + "/gone");
        Python.Command("/usr/bin/btrfs", "subvolume", "snapshot", "-r", _disk.Root, _disk.Root + "/view");
        Python.Command("/usr/bin/btrfs", "subvolume", "delete", _disk.Root + "/gone");
        JobNotes notes = new(_scene.Progress);
        using SourceTree tree = SourceTree.Open(_disk.Root + "/view", ExcludeList.Load(_scene.Source.ExcludeFile, []), notes);
        ulong held = MountOf(_disk.Root);
        tree.Walker.OnDirectory = new MissingSubvolumes(_disk.Root, new HashSet<ulong> { held }, notes).Look;

        int entries = tree.Walker.Walk().Count();

        Assert.Equal(3, entries);
        Assert.Equal(
            ["/gone: what is in it is left out: it is a btrfs subvolume that was moved or removed while the snapshots were made.", "/here: what is in it is left out: it is a btrfs subvolume that has no snapshot."],
            notes.Warnings());
    }

    [Theory]
    [InlineData("ln -s {0}/victim {1}/s")]
    [InlineData("ln -s {0} {1}/s; mkdir {0}/below")]
    [InlineData("mkdir {1}/s")]
    public async Task Build_PlaceBecameSomethingElse_IsNotMountedOn(string flip)
    {
        string victim = _other.Make("victim");
        File.WriteAllText(Path.Combine(victim, "passwd"), "as it was");
        Python.Command("/bin/sh", "-c", string.Format(flip, _other.Root, _disk.Root));
        Subvolume(_disk.Root + "/evil");
        File.WriteAllText(_disk.Root + "/evil/passwd", "evil");
        SnapshotJournal journal = new(_scene.Source.Snapshots.JournalFile);
        SnapshotPlace place = new(_scene.Source.Snapshots, journal);
        MountEntry mount = MountTable.At(_disk.Root)!;
        place.Make([mount]);
        JobNotes notes = new(_scene.Progress);
        string view = place.MakeView();

        new SnapshotAssembly(view, notes).Build(
        [
            new HeldMount("/"u8.ToArray(), mount, Snapshot(_disk.Root, "whole")),
            new HeldMount("/s"u8.ToArray(), mount, Snapshot(_disk.Root + "/evil", "evil"), IsNested: true),
            new HeldMount("/s/below"u8.ToArray(), mount, Snapshot(_disk.Root + "/evil", "below"), IsNested: true),
        ]);

        Assert.Equal("as it was", File.ReadAllText(Path.Combine(victim, "passwd")));
        string mounts = File.ReadAllText("/proc/self/mountinfo");
        Assert.DoesNotContain(_other.Root + "/victim", mounts);
        Assert.DoesNotContain(_other.Root + "/below", mounts);
        Assert.Contains("/s: the subvolume that is here now is left out: there was something else when the snapshot was made.", notes.Warnings());
        await new SnapshotCleaner(_scene.Source.Snapshots).RunAsync(Assert.Fail, TestContext.Current.CancellationToken);
        AssertNoMounts();
        Assert.Equal([], Directory.GetDirectories(_disk.Root, ".monitas-snapshot-*"));

        BtrfsSnapshot Snapshot(string of, string name)
        {
            string own = BtrfsTopLevel.NamePrefix + name;
            journal.Add(new SnapshotLeftover(SnapshotLeftover.Btrfs, $"{Encoding.UTF8.GetString(mount.Source)} {own}"));
            byte[] path = Encoding.UTF8.GetBytes(of);
            using SafeFileHandle subvolume = LinuxFile.Open(path, OpenFlags.Directory);
            BtrfsTopLevel.Create(subvolume, place.TopLevelOf(mount), own, path);
            return new BtrfsSnapshot(place.TopLevelOf(mount), own);
        }
    }

    [Theory]
    [InlineData("Auto", 0)]
    [InlineData("Btrfs", 1)]
    public async Task Backup_PlaceCannotBeMade_ReadsTheLiveTree(string kind, int warnings)
    {
        File.WriteAllText(_disk.Root + "/file", "content");
        File.WriteAllText(Path.Combine(_other.Root, "taken"), "");
        _scene.Source = _scene.Source with { Snapshots = _scene.Source.Snapshots with { Kind = Enum.Parse<SnapshotKind>(kind), Directory = Path.Combine(_other.Root, "taken", "place") } };

        JobResult backup = await _scene.BackupAsync();

        Assert.Equal(warnings, backup.Warnings.Count);
        Assert.Contains(_scene.Progress.Lines.Concat(backup.Warnings), line => line.Contains("the live file system is read, since no snapshot can be made"));
        Assert.Contains("/file", Paths());
    }

    public void Dispose()
    {
        _scene.Dispose();
        _disk.Dispose();
        _other.Dispose();
    }

    private IEnumerable<string> Paths() => _scene.Entries().Select(entry => BytePath.ToDisplay(entry.Path));

    private void AssertNoMounts() => Assert.DoesNotContain(_scene.Source.Snapshots.Directory, File.ReadAllText("/proc/self/mountinfo"));

    private static ulong MountOf(string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        using SafeFileHandle directory = LinuxFile.Open(bytes, OpenFlags.PathOnly);
        return LinuxStatus.Get(directory, bytes).MountId;
    }

    private static void Subvolume(string path) => Python.Command("/usr/bin/btrfs", "subvolume", "create", path);
}
