using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Xunit;

namespace Monitas.Agent.Tests.Disks;

/// <summary>
/// A machine with everything between partitions and file systems, as Debian 12's tools described it in a virtual PC: vda and vdb with RAID 1
/// twice, LUKS and LVM on the second; vdc and vdd with LVM of every kind; vde LUKS 1; vdf and vdg btrfs; vdh with RAID 5, 10 and an old
/// superblock. lsblk had no udev that told what lies on dm devices and whole disks, so that stands in its text as blkid tells it.
/// </summary>
internal static class StorageSample
{
    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Disks/TestData/containers", name));

    public static StorageFacts Facts()
    {
        Assert.True(LvmReport.TryParsePhysicalVolumes(Text("pvs.json"), out IReadOnlyList<LvmPhysicalVolume>? volumes));
        Assert.True(LvmReport.TryParseGroups(Text("vgs.json"), out IReadOnlyList<LvmGroup>? groups));
        Assert.True(LvmReport.TryParseSegments(Text("lvs.json"), out IReadOnlyList<LvmSegment>? segments));
        return new StorageFacts
        {
            Arrays = new Dictionary<string, MdArray>
            {
                ["md127"] = Array("boot") with { ComponentBytes = 65472 * 1024 },
                ["md126"] = Array("root") with { ComponentBytes = 572416 * 1024, DataOffsetBytes = 1 << 20, Bitmap = true },
                ["md125"] = Array("five") with { ComponentBytes = 39936 * 1024, DataOffsetBytes = 1 << 20, ChunkBytes = 65536 },
                ["md124"] = Array("ten") with { ComponentBytes = 38912 * 1024, DataOffsetBytes = 2 << 20, ChunkBytes = 524288 },
                ["md123"] = Array("old") with { ComponentBytes = 40896 * 1024 },
            },
            Headers = new Dictionary<string, LuksHeader> { ["md126"] = Header("luks2.txt"), ["dm-23"] = Header("luks2-in-lv.txt"), ["vde"] = Header("luks1.txt") },
            CrypTab = CrypTab.Parse("cryptroot UUID=3e067ece-f7e9-47c4-b216-5ecaec742753 none luks,discard\nold\t/dev/vde /etc/keys/old.key luks,keyfile-size=64\n"),
            PhysicalVolumes = volumes,
            Groups = groups,
            Segments = segments,
            Btrfs = new Dictionary<string, BtrfsFacts> { ["3e39bf7f-c305-49bf-90d6-032332434dc3"] = Btrfs() },
        };
    }

    public static MdArray Array(string name)
    {
        Assert.True(MdadmDetail.TryParse(Text($"md-{name}-export.txt"), Text($"md-{name}-detail.txt"), out MdArray? array));
        return array;
    }

    public static LuksHeader Header(string file)
    {
        Assert.True(LuksDump.TryParse(Text(file), out LuksHeader? header));
        return header;
    }

    public static BtrfsFacts Btrfs() => new()
    {
        Devices = BtrfsText.Devices(Text("btrfs-show.txt")),
        Subvolumes = BtrfsText.Subvolumes(Text("btrfs-list.txt")),
        DefaultSubvolume = BtrfsText.DefaultSubvolume(Text("btrfs-default.txt")),
        Profiles = Text("btrfs-df.txt"),
        Superblock = Text("btrfs-super.txt"),
    };

    public static LayoutSource Source()
    {
        Assert.True(LsblkJson.TryParse(Text("lsblk.json"), out IReadOnlyList<BlockDevice>? devices));
        Dictionary<string, PartitionTable> tables = [];
        foreach (string disk in new[] { "vda", "vdb", "vdh" })
        {
            Assert.True(SfdiskJson.TryParse(Text($"sfdisk-{disk}.json"), out PartitionTable? table));
            tables[disk] = table;
        }

        return new LayoutSource
        {
            Firmware = FirmwareKind.Bios,
            Devices = devices,
            Storage = Facts(),
            Mounts =
            [
                Mount("/", "253:1", "/dev/mapper/vg0-root", "ext4"), Mount("/boot", "9:127", "/dev/md127", "ext4"), Mount("/data", "0:31", "/dev/vdf", "btrfs", "/@"),
                Mount("/data/home", "0:31", "/dev/vdf", "btrfs", "/@home"), Mount("/old", "253:28", "/dev/mapper/old", "ext4"), Mount("/srv", "253:7", "/dev/mapper/data--vg-thin--root", "xfs"),
            ],
            SwapDevices = ["/dev/dm-2"],
            FsTab = FsTab.Parse("/dev/mapper/vg0-root / ext4 errors=remount-ro 0 1\nUUID=3e39bf7f-c305-49bf-90d6-032332434dc3 /data btrfs subvolid=256 0 0\n/dev/data-vg/thin-root /srv xfs defaults 0 0\n"),
            CommandLine = "root=/dev/mapper/vg0-root ro",
            Tables = tables,
            BootLoader = new LayoutBootLoader { Kind = "grub" },
        };
    }

    public static MountEntry Mount(string mountPoint, string device, string source, string type, string root = "/") => new()
    {
        Id = 1,
        ParentId = 0,
        Device = device,
        RootPath = Encoding.UTF8.GetBytes(root),
        MountPoint = Encoding.UTF8.GetBytes(mountPoint),
        FileSystem = type,
        Source = Encoding.UTF8.GetBytes(source),
    };
}
