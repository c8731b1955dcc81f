using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.Tests.BareMetal;

/// <summary>
/// A plan with everything below file systems, for two disks of the same size, "A" and "B": a mirror of both that holds LUKS that holds a
/// volume group with /, /home in a thin pool and an encrypted volume; and a second group, striped and mirrored over both disks.
/// </summary>
internal static class StackPlan
{
    public const string ArrayUuid = "5a6ba0d1:0dc3b0ba:8bd04cc7:80e5b6e7";
    public const string LuksUuid = "f5f3ddd6-093f-4522-a0ee-888bab4fc880";
    public const string InnerLuksUuid = "f5f3ddd6-093f-4522-a0ee-888bab4fc881";
    public const string PhysicalVolumeUuid = "QFkt8C-dTW8-FTX8-oCkI-emcL-O2Iq-0H1KBJ";
    public const string RootUuid = "11111111-2222-3333-4444-555555555555";
    private const long MiB = 1 << 20;
    private const long Extent = 4 * MiB;

    public static RebuildPlan Make(long sizeBytes) => new()
    {
        Version = 2,
        Machine = new MachineId(new Guid("00000000-0000-7000-8000-000000000001")),
        MachineName = "pc1",
        Archive = new ArchiveId(new Guid("00000000-0000-7000-8000-000000000002")),
        ArchiveTime = new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.Zero),
        Firmware = FirmwareKind.Bios,
        Targets = [Target("disk0", "A", sizeBytes), Target("disk1", "B", sizeBytes)],
        Steps =
        [
            new ClearDisk { Disk = "disk0", Description = "Clear" }, new ClearDisk { Disk = "disk1", Description = "Clear" },
            Table("disk0", 'A'), Table("disk1", 'B'),
            new MakeArray
            {
                Description = "Mirror",
                Array = new LayoutArray
                {
                    Name = "md0", Level = "raid1", Metadata = "1.2", Uuid = ArrayUuid, SetName = "pc1:root", RaidDevices = 2, Members = ["disk0.2", "disk1.2"], Bitmap = true,
                    DataOffsetBytes = MiB, ComponentBytes = 398 * MiB, SizeBytes = 398 * MiB,
                },
            },
            Luks("luks0", "md0", LuksUuid, 2, "cryptroot", 16 * MiB, 382 * MiB),
            Physical("luks0", PhysicalVolumeUuid, 95), Group("vgtest", "luks0"),
            Volume("vgtest", new LayoutLogicalVolume { Name = "root", Type = "linear", SizeBytes = 160 * MiB }),
            Volume("vgtest", new LayoutLogicalVolume { Name = "pool", Type = "thin-pool", SizeBytes = 80 * MiB, ThinPool = new LayoutThinPool { MetadataBytes = Extent, ChunkBytes = 65536, Discards = "passdown" } }),
            Volume("vgtest", new LayoutLogicalVolume { Name = "home", Type = "thin", SizeBytes = 200 * MiB, Pool = "pool" }),
            Volume("vgtest", new LayoutLogicalVolume { Name = "vault", Type = "linear", SizeBytes = 40 * MiB }),
            Luks("luks1", "vgtest/vault", InnerLuksUuid, 1, "vault", 0, 30 * MiB),
            Physical("disk0.3", "QFkt8C-dTW8-FTX8-oCkI-emcL-O2Iq-0H1KBK", 24), Physical("disk1.3", "QFkt8C-dTW8-FTX8-oCkI-emcL-O2Iq-0H1KBL", 24), Group("vgtwo-two", "disk0.3", "disk1.3"),
            Volume("vgtwo-two", new LayoutLogicalVolume { Name = "fast-one", Type = "striped", SizeBytes = 40 * MiB, Stripes = 2, StripeBytes = 65536 }),
            Volume("vgtwo-two", new LayoutLogicalVolume { Name = "safe", Type = "raid1", SizeBytes = 20 * MiB, Mirrors = 1 }),
            Format("vgtest/root", "ext4", RootUuid), Format("vgtest/home", "ext4", "11111111-2222-3333-4444-666666666666"), Format("luks1", "ext4", "11111111-2222-3333-4444-777777777777"),
            Format("vgtwo-two/fast-one", "ext4", "11111111-2222-3333-4444-888888888888"), Format("vgtwo-two/safe", "swap", "11111111-2222-3333-4444-999999999999"),
            Mount("vgtest/root", "/"), Mount("vgtest/home", "/home"), Mount("luks1", "/vault"), Mount("vgtwo-two/fast-one", "/srv"),
            new RestoreFiles { Description = "Restore" },
            new AddKeyFile { Encryption = "luks1", File = "/etc/vault.key", OffsetBytes = 16, SizeBytes = 32, Description = "Key file" },
            new AddKeyFile { Encryption = "luks0", File = "/etc/no.key", Description = "Key file that is not in the archive" },
            new InstallBootLoader { Loader = new LayoutBootLoader { Kind = "grub" }, Disks = ["disk0", "disk1"], Description = "GRUB" },
            new RebuildInitramfs { Description = "Initramfs" },
            new Finish { Description = "Finish" },
        ],
    };

    private static PlanTarget Target(string name, string serial, long sizeBytes) => new() { Name = name, Serial = serial, Wwn = "", SizeBytes = sizeBytes, LogicalSectorBytes = 512 };

    /// <summary>bios_grub of 1 MiB, a member of 400 MiB, a physical volume of 100 MiB.</summary>
    private static WritePartitionTable Table(string disk, char letter) => new()
    {
        Disk = disk,
        TableKind = "gpt",
        TableId = $"D8606EDE-F73A-4A46-BAE3-B97F3F3FD0D{letter}",
        Description = "Table",
        Partitions =
        [
            Partition(letter, 1, 1, 1, "21686148-6449-6E6F-744E-656564454649"), Partition(letter, 2, 2, 400, "A19D880F-05FC-4D3B-A006-743F0F84911E"),
            Partition(letter, 3, 402, 100, "E6D6D379-F507-44C2-A23C-238F2A3DF928"),
        ],
    };

    private static LayoutPartition Partition(char letter, int number, long startMiB, long sizeMiB, string type) => new()
    {
        Number = number,
        StartSector = startMiB * 2048,
        SizeSectors = sizeMiB * 2048,
        Type = type,
        Uuid = $"0000000{number}-0000-4000-8000-00000000ABC{letter}",
    };

    private static MakeEncryption Luks(string name, string device, string uuid, int version, string mapName, long offset, long size) => new()
    {
        Key = EncryptionKeySource.NewPassphrase,
        Description = "LUKS",
        Encryption = new LayoutEncryption
        {
            Name = name,
            Device = device,
            Version = version,
            Uuid = uuid,
            Label = version == 2 ? "secret" : "",
            Cipher = "aes-xts-plain64",
            KeyBits = 512,
            Pbkdf = version == 2 ? "argon2id" : "pbkdf2",
            Hash = "sha256",
            DataOffsetBytes = offset,
            MapName = mapName,
            SizeBytes = size,
        },
    };

    private static MakePhysicalVolume Physical(string device, string uuid, long extents) => new()
    {
        PhysicalVolume = new LayoutPhysicalVolume { Device = device, Uuid = uuid, DataStartBytes = MiB, Extents = extents },
        ExtentBytes = Extent,
        Description = "PV",
    };

    private static MakeVolumeGroup Group(string name, params IReadOnlyList<string> devices) => new() { Name = name, ExtentBytes = Extent, Devices = devices, Description = "VG" };

    private static MakeLogicalVolume Volume(string group, LayoutLogicalVolume volume) => new() { Group = group, Volume = volume, Description = $"LV {volume.Name}" };

    private static MakeFileSystem Format(string device, string type, string uuid) => new() { FileSystem = new LayoutFileSystem { Device = device, Type = type, Uuid = uuid }, Description = $"Make {type}" };

    private static MountFileSystem Mount(string device, string mountPoint) => new() { Device = device, Type = "ext4", MountPoint = mountPoint, Description = "Mount" };
}
