using System;
using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.Catalog.Tests;

/// <summary>Records with every member set.</summary>
internal static class Samples
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static MachineRecord Machine(string name, string mac = "52:54:00:00:00:01", string uuid = "11223344-5566-7788-99aa-bbccddeeff00") => new()
    {
        Id = new MachineId(Guid.NewGuid()),
        Name = name,
        MacAddresses = [mac, "52:54:00:ff:00:01"],
        SmbiosUuid = uuid,
        SerialNumber = "SN-1",
        Facts = new MachineFacts { HostName = name, BootId = "b1", Disks = [new DiskFacts { Path = "/dev/sda", SizeBytes = 1 << 30, Serial = "D1" }] },
        Environment = AgentEnvironment.Live,
        AgentVersion = "0.1",
        LastSeen = Now,
        Credential = SecretDigest.Of("credential of " + name),
        Created = Now,
    };

    public static MachineLayout Layout { get; } = new()
    {
        Firmware = FirmwareKind.Uefi,
        Disks = [new LayoutDisk { Name = "disk0", SizeBytes = 8L << 30, LogicalSectorBytes = 512, TableKind = "gpt" }],
        FileSystems = [new LayoutFileSystem { Device = "disk0.1", Type = "ext4", Uuid = "u-1", MountPoint = "/", Settings = new Dictionary<string, string> { ["b"] = "1", ["a"] = "2" } }],
        BootLoader = new LayoutBootLoader { Kind = "grub" },
    };

    public static ArchiveRecord Archive(MachineId machine, DateTimeOffset time) => new()
    {
        Id = new ArchiveId(Guid.NewGuid()),
        Machine = machine,
        Time = time,
        Volume = new VolumeId(Guid.NewGuid()),
        Volumes = [new VolumeId(Guid.NewGuid())],
        Figures = new Dictionary<string, long> { ["files"] = 3 },
        Warnings = ["one"],
        Layout = Layout,
    };

    public static VolumeRecord Volume(MachineId machine, DateTimeOffset time) => new()
    {
        Id = new VolumeId(Guid.NewGuid()),
        Name = "v.iso",
        SizeBytes = 4096,
        Sealed = time,
        Machine = machine,
    };

    public static JobRecord Job(JobId id, MachineId machine, JobState state = JobState.Queued) => new()
    {
        Id = id,
        Kind = JobKind.Rebuild,
        Machine = machine,
        MachineName = "pc",
        State = state,
        Parameters = new JobParameters { Archive = new ArchiveId(Guid.NewGuid()), Paths = [[0x2f, 0xff]], Disks = [new DiskChoice(DiskChoiceKind.Serial, "D1")] },
        Created = Now,
        StateSince = Now,
        Plan = Plan(machine),
        PlanHash = Plan(machine).Hash(),
        Events = [new JobEventRecord(Now, "queued", "made")],
    };

    public static RebuildPlan Plan(MachineId machine) => new()
    {
        Machine = machine,
        MachineName = "pc",
        Archive = default,
        ArchiveTime = Now,
        Firmware = FirmwareKind.Uefi,
        Targets = [new PlanTarget { Name = "disk0", Serial = "D1", Wwn = "", SizeBytes = 9, LogicalSectorBytes = 512 }],
        Steps = [new ClearDisk { Disk = "disk0", Description = "clear" }, new MakeFileSystem { FileSystem = Layout.FileSystems[0], Description = "make" }, new Finish { Description = "end" }],
    };
}
