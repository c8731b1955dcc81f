using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class ScopeTests
{
    [Fact]
    public async Task Backup_OtherFileSystems_HoldsDisksButNoTmpfsAndNothingTwice()
    {
        using ScratchDisk root = new("ext4", megabytes: 64);
        using ScratchDisk data = new("ext4", megabytes: 64);
        File.WriteAllText(Path.Combine(data.Root, "row"), "data");
        string boot = root.Make("boot");
        string ram = root.Make("ram");
        string again = root.Make("again");
        string tree = root.Make("tree");
        File.WriteAllText(Path.Combine(boot, "hidden"), "below the mount");
        File.WriteAllText(Path.Combine(tree, "leaf"), "leaf");
        Python.Command("/usr/bin/mount", "-o", "loop", Disk(data), boot);
        Python.Command("/usr/bin/mount", "-t", "tmpfs", "none", ram);
        Python.Command("/usr/bin/mount", "--bind", tree, again);
        File.WriteAllText(Path.Combine(ram, "gone"), "gone");
        using JobScene scene = new(root.Root);

        JobResult result = await scene.BackupAsync("lost+found/*");
        root.Unmount();

        Assert.Equal([], result.Warnings);
        Assert.Equal(
            ["/", "/again", "/boot", "/boot/lost+found", "/boot/row", "/lost+found", "/ram", "/tree", "/tree/leaf"],
            scene.Entries().Select(entry => BytePath.ToDisplay(entry.Path)));
        Assert.Equal(2, scene.Progress.Lines.Count(line => line.StartsWith("File system /dev/loop", System.StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Backup_MountPoints_HoldsWhatTheMountsHide()
    {
        using ScratchDisk root = new("ext4", megabytes: 64);
        string ram = root.Make("ram");
        string hosts = Path.Combine(root.Root, "hosts");
        File.WriteAllText(hosts, "on the disk");
        File.SetUnixFileMode(ram, UnixFileMode.UserRead | UnixFileMode.GroupExecute);
        Python.Command("/usr/bin/touch", "-d", "2001-02-03 04:05:06.789 UTC", ram);
        Python.Command("/usr/bin/mount", "-t", "tmpfs", "-o", "mode=1777", "none", ram);
        string generated = Path.Combine(ram, "generated");
        File.WriteAllText(generated, "made at the start, another length");
        Python.Command("/usr/bin/mount", "--bind", generated, hosts);
        using JobScene scene = new(root.Root);

        JobResult result = await scene.BackupAsync("lost+found");
        Python.Command("/usr/bin/umount", hosts);
        Python.Command("/usr/bin/umount", ram);

        Assert.Equal([], result.Warnings);
        ManifestEntry[] entries = [.. scene.Entries()];
        Assert.Equal(["/", "/hosts", "/ram"], entries.Select(entry => BytePath.ToDisplay(entry.Path)));
        Assert.Equal("on the disk".Length, entries[1].SizeBytes);
        Assert.Equal(0x108, entries[2].Mode);
        Assert.Equal(981_173_106_789_000_000, entries[2].MtimeNs);
    }

    [Fact]
    public async Task Backup_Excludes_KeepTheDirectoryItself()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        Directory.CreateDirectory(Path.Combine(source, "tmp", "deep"));
        File.WriteAllText(Path.Combine(source, "tmp", "file"), "x");
        File.WriteAllText(Path.Combine(source, "disk.iso"), "x");
        File.WriteAllText(Path.Combine(source, "keep.iso"), "x");
        Directory.CreateDirectory(Path.Combine(source, "build", "out"));
        using JobScene scene = new(source);
        scene.Exclude("# comment\n/tmp/*\n*.iso\n!keep.iso\n");

        await scene.BackupAsync("build/");

        Assert.Equal(["/", "/keep.iso", "/tmp"], scene.Entries().Select(entry => BytePath.ToDisplay(entry.Path)));
    }

    [Fact]
    public async Task Backup_BadExcludeFile_NamesEveryBadLine()
    {
        using ScratchDisk disk = new();
        using JobScene scene = new(disk.Make("source"));
        scene.Exclude("ok\n[open\n/\n");

        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(() => scene.BackupAsync());

        Assert.Contains("line 2", failure.Message);
        Assert.Contains("line 3", failure.Message);
        Assert.DoesNotContain("line 1", failure.Message);
    }

    /// <summary>The image cannot be mounted twice at a time.</summary>
    private static string Disk(ScratchDisk disk)
    {
        disk.Unmount();
        return disk.Image;
    }
}
