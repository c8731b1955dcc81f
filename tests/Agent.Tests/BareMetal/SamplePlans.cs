using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.Tests.BareMetal;

/// <summary>Plans as the server makes them, for disks of at least 2 GiB.</summary>
internal static class SamplePlans
{
    public const string RootUuid = "11111111-2222-3333-4444-555555555555";
    public const string DataUuid = "11111111-2222-3333-4444-666666666666";
    public const string SwapUuid = "11111111-2222-3333-4444-777777777777";
    public const string TableId = "D8606EDE-F73A-4A46-BAE3-B97F3F3FD0DF";
    private const int SectorsPerMiB = 2048;

    /// <summary>GPT: bios_grub, ext4 of 1 GiB for /, xfs of 400 MiB for /srv, swap of 64 MiB.</summary>
    public static RebuildPlan TwoPartitions(string serial, long sizeBytes) => new()
    {
        Machine = new MachineId(new Guid("00000000-0000-7000-8000-000000000001")),
        MachineName = "pc1",
        Archive = new ArchiveId(new Guid("00000000-0000-7000-8000-000000000002")),
        ArchiveTime = new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.Zero),
        Firmware = FirmwareKind.Bios,
        Targets = [new PlanTarget { Name = "disk0", Serial = serial, Wwn = "", SizeBytes = sizeBytes, LogicalSectorBytes = 512 }],
        Steps =
        [
            new ClearDisk { Disk = "disk0", Description = "Clear" },
            new WritePartitionTable
            {
                Disk = "disk0",
                TableKind = "gpt",
                TableId = TableId,
                Description = "Write a GPT",
                Partitions =
                [
                    Partition(1, 1, 1, "21686148-6449-6E6F-744E-656564454649"), Partition(2, 2, 1024, "0FC63DAF-8483-4772-8E79-3D69D8477DE4") with { Name = "the \"root\"", Attributes = "LegacyBIOSBootable" },
                    Partition(3, 1026, 400, "0FC63DAF-8483-4772-8E79-3D69D8477DE4"), Partition(4, 1426, 64, "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F"),
                ],
            },
            Make("disk0.2", "ext4", RootUuid, "root", new Dictionary<string, string>
            {
                ["features"] = "has_journal,ext_attr,resize_inode,dir_index,filetype,needs_recovery,extent,64bit,flex_bg,sparse_super,large_file,huge_file,dir_nlink,extra_isize,metadata_csum",
                ["blockBytes"] = "4096",
                ["inodeBytes"] = "256",
                ["reservedPercent"] = "1",
            }),
            Make("disk0.3", "xfs", DataUuid, "data", new Dictionary<string, string> { ["features"] = "crc=1,finobt=1,reflink=0" }),
            Make("disk0.4", "swap", SwapUuid, "", new Dictionary<string, string>()),
            new MountFileSystem { Device = "disk0.2", Type = "ext4", MountPoint = "/", Description = "Mount /" },
            new MountFileSystem { Device = "disk0.3", Type = "xfs", MountPoint = "/srv", Description = "Mount /srv" },
            new RestoreFiles { Description = "Restore" },
            new InstallBootLoader { Loader = new LayoutBootLoader { Kind = "grub" }, Disks = ["disk0"], Description = "Install GRUB" },
            new RebuildInitramfs { Description = "Initramfs" },
            new Finish { Description = "Finish" },
        ],
    };

    private static LayoutPartition Partition(int number, long startMiB, long sizeMiB, string type) => new()
    {
        Number = number,
        StartSector = startMiB * SectorsPerMiB,
        SizeSectors = sizeMiB * SectorsPerMiB,
        Type = type,
        Uuid = $"0000000{number}-0000-4000-8000-00000000ABCD",
    };

    private static MakeFileSystem Make(string device, string type, string uuid, string label, Dictionary<string, string> settings) => new()
    {
        Description = $"Make {type}",
        FileSystem = new LayoutFileSystem { Device = device, Type = type, Uuid = uuid, Label = label, Settings = settings },
    };
}
