using System.Collections.Generic;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;

namespace Monitas.Contracts.Tests.Layouts;

/// <summary>A layout with one of everything.</summary>
internal static class FullLayout
{
    private const long MiB = 1L << 20;

    public static MachineLayout Make() => new()
    {
        Version = 2,
        Firmware = FirmwareKind.Uefi,
        Disks = [Disk("disk0", "A"), Disk("disk1", "B")],
        Arrays =
        [
            new LayoutArray
            {
                Name = "md0", Path = "/dev/md127", Level = "raid1", Metadata = "1.2", Uuid = "2e7cb0a5:3e8bbdb2:7b9a0a5c:b8d3bf3e", SetName = "pc1:root", RaidDevices = 2,
                Members = ["disk0.1", "disk1.1"], Bitmap = true, DataOffsetBytes = MiB, ComponentBytes = 900 * MiB, SizeBytes = 900 * MiB,
            },
            new LayoutArray
            {
                Name = "md1", Level = "raid5", Metadata = "1.2", Uuid = "0:0:0:1", SetName = "five", RaidDevices = 3, Members = ["disk0.2", "disk0.3", "disk1.2"],
                Spares = ["disk1.3"], ChunkBytes = 65536, Layout = "left-symmetric", ComponentBytes = 30 * MiB, SizeBytes = 60 * MiB,
            },
        ],
        Encryptions =
        [
            new LayoutEncryption
            {
                Name = "luks0", Device = "md0", Version = 2, Uuid = "f5f3ddd6-093f-4522-a0ee-888bab4fc880", Label = "cryptroot", Subsystem = "s", Cipher = "aes-xts-plain64", KeyBits = 512,
                SectorBytes = 4096, Pbkdf = "argon2id", Hash = "sha256", DataOffsetBytes = 16 * MiB, MapName = "cryptroot", KeyFile = "/etc/keys/root.key", Options = "luks,discard",
                Tokens = ["systemd-tpm2"], SizeBytes = 884 * MiB,
            },
        ],
        VolumeGroups =
        [
            new LayoutVolumeGroup
            {
                Name = "vg0", Uuid = "iRTTj2-cf2S-uGfs-hmwA-6L5k-1Fdc-a3PZ4e", ExtentBytes = 4 * MiB,
                PhysicalVolumes = [new LayoutPhysicalVolume { Device = "luks0", Uuid = "QFkt8C-dTW8-FTX8-oCkI-emcL-O2Iq-0H1KBJ", DataStartBytes = MiB, Extents = 220 }],
                Volumes =
                [
                    new LayoutLogicalVolume { Name = "root", Type = "linear", SizeBytes = 300 * MiB },
                    new LayoutLogicalVolume { Name = "fast", Type = "striped", SizeBytes = 64 * MiB, Stripes = 2, StripeBytes = 65536 },
                    new LayoutLogicalVolume { Name = "safe", Type = "raid1", SizeBytes = 32 * MiB, Mirrors = 1 },
                    new LayoutLogicalVolume { Name = "pool", Type = "thin-pool", SizeBytes = 200 * MiB, ThinPool = new LayoutThinPool { MetadataBytes = 8 * MiB, ChunkBytes = 131072, Discards = "passdown" } },
                    new LayoutLogicalVolume { Name = "home", Type = "thin", SizeBytes = 400 * MiB, Pool = "pool" },
                ],
            },
        ],
        FileSystems =
        [
            new LayoutFileSystem
            {
                Device = "vg0/root", Type = "btrfs", Uuid = "ae797a53-e9aa-4ef7-9b03-bfb852fa955c", MountPoint = "/", SizeBytes = 364 * MiB, UsedBytes = 10 * MiB,
                Btrfs = new LayoutBtrfs
                {
                    Devices = ["vg0/root", "vg0/fast"], DataProfile = "single", MetadataProfile = "raid1", Checksum = "crc32c", NodeBytes = 16384, Features = ["no-holes"],
                    Subvolumes = [new LayoutSubvolume { Path = "@", Id = 256 }, new LayoutSubvolume { Path = "@/home", Id = 258 }], DefaultSubvolume = "@",
                    Mounts = [new LayoutBtrfsMount { MountPoint = "/", Subvolume = "@", Options = "subvol=@" }],
                },
            },
            new LayoutFileSystem { Device = "vg0/home", Type = "xfs", Uuid = "x", SizeBytes = 400 * MiB, Settings = new SortedDictionary<string, string> { ["features"] = "crc=1" } },
        ],
        BootLoader = new LayoutBootLoader { Kind = "grub" },
        NetworkInterfaces = [new LayoutNetworkInterface { Name = "enp0s3", MacAddress = "52:54:00:00:00:01", HasDefaultRoute = true }],
        Unsupported = ["/dev/sdc holds ZFS: a rebuild cannot make that again."],
        Warnings = ["a warning"],
    };

    private static LayoutDisk Disk(string name, string serial) => new()
    {
        Name = name,
        Serial = serial,
        SizeBytes = 1024 * MiB,
        LogicalSectorBytes = 512,
        TableKind = "gpt",
        TableId = "D8606EDE-F73A-4A46-BAE3-B97F3F3FD0DF",
        Partitions = [new LayoutPartition { Number = 1, StartSector = 2048, SizeSectors = 2048 * 910, Type = "A19D880F-05FC-4D3B-A006-743F0F84911E" }],
    };
}
