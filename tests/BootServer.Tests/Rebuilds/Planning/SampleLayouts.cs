using System;
using System.Collections.Generic;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

/// <summary>Machines as they are met: a Debian on GPT by UEFI or BIOS, and an old one on MBR with a logical swap partition.</summary>
internal static class SampleLayouts
{
    public const long MiB = 1L << 20;
    public const long GiB = 1L << 30;
    public const string RootUuid = "11111111-2222-3333-4444-555555555555";
    public static readonly DateTimeOffset ArchiveTime = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);

    /// <summary>8 GiB: ESP 64 MiB, root 7 GiB less 65 MiB, swap 1 GiB less 1 MiB.</summary>
    public static MachineLayout UefiWithSwapBehindRoot(long usedBytes = 2 * GiB, long usedInodes = 60_000, int sectorBytes = 512) => new()
    {
        Firmware = FirmwareKind.Uefi,
        Disks = [Disk(8 * GiB, "gpt", sectorBytes,
            Part(1, 1, 64, sectorBytes, "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", "ESP"),
            Part(2, 65, (7 * 1024) - 65, sectorBytes, "0FC63DAF-8483-4772-8E79-3D69D8477DE4", ""),
            Part(3, 7 * 1024, 1023, sectorBytes, "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F", ""))],
        FileSystems =
        [
            new LayoutFileSystem { Device = "disk0.1", Type = "vfat", Uuid = "1234-ABCD", MountPoint = "/boot/efi", SizeBytes = 64 * MiB, UsedBytes = 6 * MiB },
            Ext4("disk0.2", (7 * GiB) - (65 * MiB), usedBytes, usedInodes),
            new LayoutFileSystem { Device = "disk0.3", Type = "swap", Uuid = "99999999-2222-3333-4444-555555555555", SizeBytes = 1023 * MiB },
        ],
        BootLoader = new LayoutBootLoader { Kind = "grub", EfiDirectory = "debian", EfiLabel = "debian", EfiLoader = @"\EFI\debian\shimx64.efi" },
    };

    /// <summary>4 GiB: bios_grub 1 MiB, root to the end.</summary>
    public static MachineLayout BiosOnGpt(long usedBytes = GiB) => new()
    {
        Firmware = FirmwareKind.Bios,
        Disks = [Disk(4 * GiB, "gpt", 512,
            Part(1, 1, 1, 512, "21686148-6449-6E6F-744E-656564454649", ""),
            Part(2, 2, 4093, 512, "0FC63DAF-8483-4772-8E79-3D69D8477DE4", ""))],
        FileSystems = [Ext4("disk0.2", 4093 * MiB, usedBytes, 40_000)],
        BootLoader = new LayoutBootLoader { Kind = "grub" },
    };

    /// <summary>4 GiB MBR as Debian's installer makes it: root, and swap as a logical partition in an extended one.</summary>
    public static MachineLayout BiosOnMbr() => new()
    {
        Firmware = FirmwareKind.Bios,
        Disks = [Disk(4 * GiB, "dos", 512,
            Part(1, 1, 3071, 512, "83", "") with { Uuid = "", Bootable = true },
            new LayoutPartition { Number = 2, StartSector = (3072 * 2048) + 2046, SizeSectors = (1022 * 2048) + 2, Type = "5" },
            Part(5, 3073, 1022, 512, "82", "") with { Uuid = "" })],
        FileSystems = [Ext4("disk0.1", 3071 * MiB, GiB, 40_000), new LayoutFileSystem { Device = "disk0.5", Type = "swap", Uuid = "9", SizeBytes = 1022 * MiB }],
        BootLoader = new LayoutBootLoader { Kind = "grub" },
    };

    public static LayoutFileSystem Ext4(string device, long sizeBytes, long usedBytes, long usedInodes) => new()
    {
        Device = device,
        Type = "ext4",
        Uuid = RootUuid,
        Label = "root",
        MountPoint = "/",
        SizeBytes = sizeBytes,
        UsedBytes = usedBytes,
        UsedInodes = usedInodes,
        Settings = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["blockBytes"] = "4096", ["bytesPerInode"] = "16384", ["inodeBytes"] = "256" },
    };

    public static RebuildPlanRequest Request(MachineLayout layout, params DiskFacts[] disks) => new()
    {
        Machine = new MachineId(new Guid("00000000-0000-7000-8000-000000000001")),
        MachineName = "pc1",
        Archive = new ArchiveId(new Guid("00000000-0000-7000-8000-000000000002")),
        ArchiveTime = ArchiveTime,
        Layout = layout,
        Target = new MachineFacts { Firmware = layout.Firmware, Disks = disks },
        Now = ArchiveTime.AddDays(1),
    };

    public static DiskFacts Blank(string serial, long sizeBytes, int sectorBytes = 512) => new()
    {
        Path = "/dev/sda",
        Serial = serial,
        Model = "QEMU HARDDISK",
        SizeBytes = sizeBytes,
        LogicalSectorBytes = sectorBytes,
        Transport = "sata",
    };

    private static LayoutDisk Disk(long sizeBytes, string table, int sectorBytes, params LayoutPartition[] partitions) => new()
    {
        Name = "disk0",
        Path = "/dev/sda",
        Serial = "OLD",
        SizeBytes = sizeBytes,
        LogicalSectorBytes = sectorBytes,
        TableKind = table,
        TableId = table == "gpt" ? "D8606EDE-F73A-4A46-BAE3-B97F3F3FD0DF" : "0x1234abcd",
        Partitions = partitions,
    };

    private static LayoutPartition Part(int number, long startMiB, long sizeMiB, int sectorBytes, string type, string name) => new()
    {
        Number = number,
        StartSector = startMiB * MiB / sectorBytes,
        SizeSectors = sizeMiB * MiB / sectorBytes,
        Type = type,
        Uuid = $"0000000{number}-0000-4000-8000-000000000000",
        Name = name,
    };
}
