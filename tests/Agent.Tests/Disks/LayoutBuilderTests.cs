using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Xunit;

namespace Monitas.Agent.Tests.Disks;

public sealed class LayoutBuilderTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public void Build_DebianOnGpt_HasEverythingThatAPlanNeeds()
    {
        MachineLayout layout = LayoutBuilder.Build(Debian());

        Assert.Empty(layout.Unsupported);
        Assert.Empty(layout.Warnings);
        LayoutDisk disk = Assert.Single(layout.Disks);
        Assert.Equal(("disk0", "ABC", "gpt", 3), (disk.Name, disk.Serial, disk.TableKind, disk.Partitions.Count));
        Assert.Equal(["disk0.1:vfat:/boot/efi", "disk0.2:ext4:/", "disk0.3:swap:"], layout.FileSystems.Select(f => $"{f.Device}:{f.Type}:{f.MountPoint}"));
        Assert.Equal("umask=0077", layout.FileSystems[0].MountOptions);
        Assert.Equal("32", layout.FileSystems[0].Settings[FileSystemSettings.FatBits]);
        Assert.Equal((2 * GiB, 50_000L), (layout.FileSystems[1].UsedBytes, layout.FileSystems[1].UsedInodes));
    }

    [Fact]
    public void Build_RaidThatNoToolDescribed_IsUnsupported()
    {
        string sample = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Disks/TestData/lsblk-raid-luks-lvm.json"));
        Assert.True(LsblkJson.TryParse(sample, out IReadOnlyList<BlockDevice>? devices));
        LayoutSource source = Debian() with { Devices = devices, Mounts = [Mount("/", "/dev/mapper/vg0-root", "btrfs"), Mount("/boot", "/dev/vda3", "ext4"), Mount("/srv", "/dev/md127", "xfs")] };

        MachineLayout layout = LayoutBuilder.Build(source);

        Assert.Equal(["DISKA", "DISKB"], layout.Disks.Select(d => d.Serial));
        Assert.Equal(["disk0.2:", "disk0.3:/boot", "md0:/srv"], layout.FileSystems.Select(f => $"{f.Device}:{f.MountPoint}"));
        Assert.Contains("The xfs file system for /srv lies on md0, which could not be described: a rebuild cannot make that again.", layout.Unsupported);
    }

    [Fact]
    public void Build_MountedUsbStick_IsLeftOutWithAWarning()
    {
        LayoutSource source = Debian();
        BlockDevice stick = Device("sdb", "disk", 8 * GiB) with { Transport = "usb", Children = [Device("sdb1", "part", 8 * GiB) with { FileSystem = "vfat" }] };

        MachineLayout layout = LayoutBuilder.Build(source with { Devices = [.. source.Devices, stick], Mounts = [.. source.Mounts, Mount("/media/stick", "/dev/sdb1", "vfat")] });

        Assert.Single(layout.Disks);
        Assert.Contains("/media/stick", Assert.Single(layout.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_HardwareNames_AreWarnedAbout()
    {
        LayoutSource source = Debian() with
        {
            FsTab = FsTab.Parse("/dev/sda2 / ext4 defaults 0 1\n/dev/mapper/x /x ext4 defaults 0 0\n/dev/sr0 /media/cdrom0 udf,iso9660 user,noauto 0 0\n"),
            CommandLine = "BOOT_IMAGE=/vmlinuz root=/dev/sda2 ro",
        };

        MachineLayout layout = LayoutBuilder.Build(source);

        Assert.Equal(2, layout.Warnings.Count);
        Assert.Contains("/etc/fstab mounts / from /dev/sda2", layout.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("root=/dev/sda2", layout.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void DiskFacts_OfADebianDisk_SayWhatIsOnIt()
    {
        DiskFacts disk = Assert.Single(DiskFactsMaker.Make(Debian().Devices));

        Assert.Equal("QEMU HARDDISK", disk.Model);
        Assert.Equal("GPT, 3 partitions: vfat, ext4, swap", disk.Content);
    }

    [Fact]
    public void DiskFacts_OfWhatIsNoDisk_AreLeftOut()
    {
        BlockDevice[] devices = [Device("zram0", "disk", GiB), Device("sr0", "rom", GiB), Device("loop0", "loop", GiB), Device("sdc", "disk", 0), Device("mmcblk0boot0", "disk", 4 << 20), Device("sda", "disk", GiB)];

        Assert.Equal("/dev/sda", Assert.Single(DiskFactsMaker.Make(devices)).Path);
        Assert.Equal("", DiskFactsMaker.Make(devices)[0].Content);
    }

    private static LayoutSource Debian() => new()
    {
        Firmware = FirmwareKind.Uefi,
        Devices =
        [
            Device("sda", "disk", 8 * GiB) with
            {
                Serial = "ABC",
                Vendor = "ATA",
                Model = "QEMU_HARDDISK",
                TableKind = "gpt",
                Children =
                [
                    Device("sda1", "part", 64 << 20) with { FileSystem = "vfat", FileSystemVersion = "FAT32", Uuid = "1234-ABCD" },
                    Device("sda2", "part", 6 * GiB) with { FileSystem = "ext4", Uuid = "11111111-2222-3333-4444-555555555555" },
                    Device("sda3", "part", GiB) with { FileSystem = "swap" },
                ],
            },
        ],
        Mounts = [Mount("/", "/dev/sda2", "ext4"), Mount("/boot/efi", "/dev/sda1", "vfat")],
        SwapDevices = ["/dev/sda3"],
        FsTab = FsTab.Parse("UUID=11111111-2222-3333-4444-555555555555 / ext4 errors=remount-ro 0 1\nUUID=1234-ABCD /boot/efi vfat umask=0077 0 1\n"),
        CommandLine = "root=UUID=11111111-2222-3333-4444-555555555555 ro",
        Tables = new Dictionary<string, PartitionTable>
        {
            ["sda"] = new("gpt", "D8606EDE-F73A-4A46-BAE3-B97F3F3FD0DF", [.. Enumerable.Range(1, 3).Select(n => new LayoutPartition { Number = n, StartSector = n * 2048, SizeSectors = 2048, Type = "X" })]),
        },
        Use = new Dictionary<string, FileSystemUse> { ["sda2"] = new(2 * GiB, 50_000) },
        BootLoader = new LayoutBootLoader { Kind = "grub" },
    };

    private static BlockDevice Device(string name, string type, long sizeBytes) => new() { Name = name, KernelName = name, Type = type, SizeBytes = sizeBytes, Number = "x:" + name };

    private static MountEntry Mount(string mountPoint, string source, string type, string root = "/") => new()
    {
        Id = 1,
        ParentId = 0,
        Device = "0:99",
        RootPath = Encoding.UTF8.GetBytes(root),
        MountPoint = Encoding.UTF8.GetBytes(mountPoint),
        FileSystem = type,
        Source = Encoding.UTF8.GetBytes(source),
    };
}
