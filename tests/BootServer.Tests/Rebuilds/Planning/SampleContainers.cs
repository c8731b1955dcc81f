using System;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

/// <summary>Machines with something between partitions and file systems, on disks of 20 GiB with a BIOS boot partition, 1 GiB for /boot and the rest.</summary>
internal static class SampleContainers
{
    public const long MiB = 1L << 20;
    public const long GiB = 1L << 30;
    public const string LuksUuid = "3e067ece-f7e9-47c4-b216-5ecaec742753";
    private const long RestBytes = (19 * GiB) - (3 * MiB);

    /// <summary>
    /// Two disks: /boot on RAID 1 with its superblock at the end, and RAID 1 with LUKS and LVM on the rest: root 10 GiB, home 4 GiB, swap 1 GiB,
    /// almost 4 GiB free.
    /// </summary>
    public static MachineLayout RaidLuksLvm(long rootUsedBytes = 3 * GiB, long homeUsedBytes = GiB)
    {
        LayoutArray rest = Mirror("md1", "1.2", MiB, ["disk0.3", "disk1.3"], RestBytes - MiB);
        LayoutEncryption luks = Luks("luks0", "md1", rest.SizeBytes, "crypt") with { KeyFile = "/etc/keys/crypt.key", Options = "luks,keyfile-size=64" };
        return Machine([Disk("disk0", "LEG0"), Disk("disk1", "LEG1")]) with
        {
            Arrays = [Boot, rest],
            Encryptions = [luks],
            VolumeGroups = [Group("vg0", [("luks0", luks.SizeBytes)], Linear("home", 4 * GiB), Linear("root", 10 * GiB), Linear("swap_1", GiB))],
            FileSystems =
            [
                FileSystem("md0", "ext4", "/boot", Boot.SizeBytes, 200 * MiB), FileSystem("vg0/home", "xfs", "/home", 4 * GiB, homeUsedBytes),
                FileSystem("vg0/root", "ext4", "/", 10 * GiB, rootUsedBytes), FileSystem("vg0/swap_1", "swap", "", GiB, 0),
            ],
        };
    }

    /// <summary>Two disks: /boot and all the rest on RAID 1; LVM with swap and a thin pool of 14 GiB that holds root 10 GiB and home 4 GiB.</summary>
    public static MachineLayout RaidLvmThin(long rootUsedBytes = 3 * GiB)
    {
        LayoutArray rest = Mirror("md1", "1.2", MiB, ["disk0.3", "disk1.3"], RestBytes - MiB);
        LayoutLogicalVolume pool = Linear("pool", 14 * GiB) with { Type = "thin-pool", ThinPool = new LayoutThinPool { MetadataBytes = 16 * MiB, ChunkBytes = 65536 } };
        return Machine([Disk("disk0", "LEG0"), Disk("disk1", "LEG1")]) with
        {
            Arrays = [Boot, rest],
            VolumeGroups =
            [
                Group("vg0", [("md1", rest.SizeBytes)], pool, Linear("swap_1", GiB), Linear("home", 4 * GiB) with { Type = "thin", Pool = "pool" }, Linear("root", 10 * GiB) with { Type = "thin", Pool = "pool" }),
            ],
            FileSystems =
            [
                FileSystem("md0", "ext4", "/boot", Boot.SizeBytes, 200 * MiB), FileSystem("vg0/home", "xfs", "/home", 4 * GiB, GiB), FileSystem("vg0/root", "ext4", "/", 10 * GiB, rootUsedBytes),
                FileSystem("vg0/swap_1", "swap", "", GiB, 0),
            ],
            Warnings = ["vg0/root was cached; a rebuild makes it without its cache."],
        };
    }

    /// <summary>One disk as Debian's installer encrypts it: LUKS on a partition, LVM in it with root 15 GiB and swap 1 GiB.</summary>
    public static MachineLayout LuksUnderLvm()
    {
        LayoutEncryption luks = Luks("luks0", "disk0.3", RestBytes, "sda3_crypt");
        return Machine([Disk("disk0", "ONE")]) with
        {
            Encryptions = [luks],
            VolumeGroups = [Group("vg0", [("luks0", luks.SizeBytes)], Linear("root", 15 * GiB), Linear("swap_1", GiB))],
            FileSystems = [FileSystem("disk0.2", "ext4", "/boot", GiB, 200 * MiB), FileSystem("vg0/root", "ext4", "/", 15 * GiB, 4 * GiB), FileSystem("vg0/swap_1", "swap", "", GiB, 0)],
        };
    }

    /// <summary>One disk with LVM: root 10 GiB, and a volume of 8 GiB with LUKS for /home, which a key file opens.</summary>
    public static MachineLayout LuksOverLvm()
    {
        LayoutEncryption luks = Luks("luks0", "vg0/home", 8 * GiB, "home") with { KeyFile = "/etc/keys/home.key", Options = "luks" };
        return Machine([Disk("disk0", "ONE")]) with
        {
            Encryptions = [luks],
            VolumeGroups = [Group("vg0", [("disk0.3", RestBytes)], Linear("home", 8 * GiB), Linear("root", 10 * GiB))],
            FileSystems = [FileSystem("disk0.2", "ext4", "/boot", GiB, 200 * MiB), FileSystem("luks0", "ext4", "/home", luks.SizeBytes, 2 * GiB), FileSystem("vg0/root", "ext4", "/", 10 * GiB, 3 * GiB)],
        };
    }

    /// <summary>Two disks: one btrfs on what /boot leaves of the first and on all of the second, its data twice; subvolumes for / and /home.</summary>
    public static MachineLayout BtrfsOnTwo(string profile = "raid1", long usedBytes = 4 * GiB) => Machine([Disk("disk0", "SYS"), Whole("disk1", "DATA")]) with
    {
        FileSystems =
        [
            FileSystem("disk0.2", "ext4", "/boot", GiB, 200 * MiB),
            FileSystem("disk0.3", "btrfs", "/", RestBytes, usedBytes) with
            {
                Btrfs = new LayoutBtrfs
                {
                    Devices = ["disk0.3", "disk1"],
                    DataProfile = profile,
                    MetadataProfile = "raid1",
                    DefaultSubvolume = "@",
                    Subvolumes = [new LayoutSubvolume { Path = "@", Id = 256 }, new LayoutSubvolume { Path = "@home", Id = 257 }, new LayoutSubvolume { Path = "@/var/lib/machines", Id = 258 }],
                    Mounts = [new LayoutBtrfsMount { MountPoint = "/", Subvolume = "@" }, new LayoutBtrfsMount { MountPoint = "/home", Subvolume = "@home" }],
                },
            },
        ],
    };

    public static LayoutArray Boot => Mirror("md0", "1.0", 0, ["disk0.2", "disk1.2"], GiB - 65536);

    public static MachineLayout Machine(LayoutDisk[] disks) => new()
    {
        Version = 2,
        Firmware = FirmwareKind.Bios,
        Disks = disks,
        FileSystems = [],
        BootLoader = new LayoutBootLoader { Kind = "grub" },
    };

    public static LayoutArray Mirror(string name, string metadata, long offset, string[] members, long component) => new()
    {
        Name = name,
        Level = "raid1",
        Metadata = metadata,
        Uuid = $"c704f20e:51c1723c:68b801b3:0000000{name[^1]}",
        SetName = "pc1:" + name,
        RaidDevices = members.Length,
        Members = members,
        DataOffsetBytes = offset,
        ComponentBytes = component,
        SizeBytes = component,
    };

    public static LayoutEncryption Luks(string name, string device, long deviceBytes, string mapName) => new()
    {
        Name = name,
        Device = device,
        Version = 2,
        Uuid = LuksUuid,
        Cipher = "aes-xts-plain64",
        KeyBits = 512,
        Pbkdf = "argon2id",
        DataOffsetBytes = 16 * MiB,
        MapName = mapName,
        SizeBytes = deviceBytes - (16 * MiB),
    };

    /// <summary>A group with extents of 4 MiB on devices of such sizes.</summary>
    public static LayoutVolumeGroup Group(string name, (string Device, long Bytes)[] physical, params LayoutLogicalVolume[] volumes) => new()
    {
        Name = name,
        ExtentBytes = 4 * MiB,
        PhysicalVolumes = [.. physical.Select((p, i) => new LayoutPhysicalVolume { Device = p.Device, Uuid = $"AGRqmb-sQV0-TRAQ-Qo1s-DWTy-9v5Y-2izLI{i}", DataStartBytes = MiB, Extents = (p.Bytes - MiB) / (4 * MiB) })],
        Volumes = volumes,
    };

    public static LayoutLogicalVolume Linear(string name, long bytes) => new() { Name = name, Type = "linear", SizeBytes = bytes };

    public static LayoutFileSystem FileSystem(string device, string type, string mountPoint, long bytes, long used) => new()
    {
        Device = device,
        Type = type,
        Uuid = $"00000000-0000-4000-8000-{Math.Abs(device.Sum(c => c)):D12}",
        MountPoint = mountPoint,
        SizeBytes = bytes,
        UsedBytes = used,
    };

    public static LayoutDisk Whole(string name, string serial) => new() { Name = name, Serial = serial, SizeBytes = 20 * GiB, LogicalSectorBytes = 512, TableKind = "" };

    public static LayoutDisk Disk(string name, string serial) => Whole(name, serial) with
    {
        TableKind = "gpt",
        TableId = $"D8606EDE-F73A-4A46-BAE3-B97F3F3FD0D{name[^1]}",
        Partitions =
        [
            new LayoutPartition { Number = 1, StartSector = 2048, SizeSectors = 2048, Type = "21686148-6449-6E6F-744E-656564454649" },
            new LayoutPartition { Number = 2, StartSector = 4096, SizeSectors = GiB / 512, Type = "A19D880F-05FC-4D3B-A006-743F0F84911E" },
            new LayoutPartition { Number = 3, StartSector = 4096 + (GiB / 512), SizeSectors = RestBytes / 512, Type = "A19D880F-05FC-4D3B-A006-743F0F84911E" },
        ],
    };
}
