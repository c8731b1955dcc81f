using System;
using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Machines, plans and jobs for tests.</summary>
internal static class JobSamples
{
    public const string RootUuid = "aaaa-root";

    public static DateTimeOffset Start { get; } = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    public static MachineId Machine { get; } = new(new Guid("11111111-2222-3333-4444-555555555555"));

    public static ArchiveId Archive { get; } = new(new Guid("99999999-2222-3333-4444-555555555555"));

    /// <summary>A PC that has just been paired: it waits in the boot image.</summary>
    public static MachineRecord Spare { get; } = new()
    {
        Id = new MachineId(new Guid("22222222-2222-3333-4444-555555555555")),
        Name = "spare",
        Created = Start,
        MacAddresses = ["52:54:00:00:00:02"],
        SmbiosUuid = "4c4c4544-0000-0000-0000-000000000002",
        Facts = SpareFacts("spare-boot"),
        Environment = AgentEnvironment.BootImage,
    };

    public static MachineFacts SpareFacts(string bootId) => BootImage(bootId, disk: "SPARE1") with { MacAddresses = ["52:54:00:00:00:02"], SmbiosUuid = "4c4c4544-0000-0000-0000-000000000002" };

    public static MachineFacts Live(string bootId, string root = RootUuid, string disk = "NEW1") => new()
    {
        HostName = "pc",
        BootId = bootId,
        RootFileSystemUuid = root,
        RootDiskSerial = disk,
        OperatingSystem = "Debian 12",
        MacAddresses = ["52:54:00:00:00:01"],
        Disks = [Disk(disk)],
    };

    public static MachineFacts BootImage(string bootId, string disk = "NEW1", string content = "") => new()
    {
        BootId = bootId,
        MacAddresses = ["52:54:00:00:00:01"],
        Disks = [Disk(disk) with { Content = content }],
    };

    public static DiskFacts Disk(string serial) => new() { Path = "/dev/sda", Serial = serial, SizeBytes = 10L << 30, Model = "QEMU HARDDISK" };

    public static MachineLayout Layout { get; } = new()
    {
        Firmware = FirmwareKind.Bios,
        Disks = [new LayoutDisk
        {
            Name = "disk0",
            Model = "OLD",
            Serial = "OLD1",
            SizeBytes = 8L << 30,
            LogicalSectorBytes = 512,
            TableKind = "gpt",
            Partitions = [new LayoutPartition { Number = 1, StartSector = 2048, SizeSectors = 4096, Type = "x" }],
        }],
        FileSystems = [new LayoutFileSystem { Device = "disk0.1", Type = "ext4", Uuid = RootUuid, MountPoint = "/" }],
        BootLoader = new LayoutBootLoader { Kind = "grub" },
    };

    public static RebuildPlan Plan(string disk = "NEW1", string content = "", params IReadOnlyList<string> refusals) => new()
    {
        Machine = Machine,
        MachineName = "pc",
        Archive = Archive,
        ArchiveTime = Start,
        Firmware = FirmwareKind.Bios,
        Targets = [new PlanTarget { Name = "disk0", Serial = disk, Wwn = "", SizeBytes = 10L << 30, LogicalSectorBytes = 512, Content = content }],
        Steps = [new ClearDisk { Disk = "disk0", Description = "Clear disk0: " + content }, new MakeFileSystem { FileSystem = Layout.FileSystems[0], Description = "Make ext4" }, new Finish { Description = "Finish" }],
        Refusals = refusals,
    };

    public static JobRecord Job(JobKind kind, JobState state) => new()
    {
        Id = new JobId(1),
        Kind = kind,
        Machine = Machine,
        MachineName = "pc",
        State = state,
        Parameters = new JobParameters { Archive = Archive },
        Created = Start,
        StateSince = Start,
    };

    /// <summary>A rebuild as it stands in a state on its usual way, worked on by the boot image's start "boot-1".</summary>
    public static JobRecord Rebuild(JobState state)
    {
        JobRecord job = Job(JobKind.Rebuild, state);
        RebuildPlan plan = Plan();
        return state switch
        {
            JobState.WaitingForApproval => job with { Plan = plan, PlanHash = plan.Hash(), BootId = "boot-1" },
            JobState.Running or JobState.WaitingForBeacon => job with
            {
                Plan = plan,
                PlanHash = plan.Hash(),
                BootId = "boot-1",
                ApprovedPlan = plan,
                ApprovedHash = plan.Hash(),
                ApprovedBy = "root",
                Attempts = 1,
                Started = Start,
            },
            _ => job,
        };
    }
}
