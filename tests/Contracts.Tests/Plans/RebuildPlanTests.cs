using System;
using System.Linq;
using System.Text.Json.Serialization;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Tests.Layouts;
using Xunit;

namespace Monitas.Contracts.Tests.Plans;

public sealed class RebuildPlanTests
{
    [Fact]
    public void Json_PlanWithEveryStep_IsAsStoredAndKeepsItsHash()
    {
        RebuildPlan plan = EveryStep();

        RebuildPlan read = Golden.CheckBothWays(plan, ContractsJson.Default.RebuildPlan, "Plans/TestData/every-step-2.json");

        Assert.Equal(plan.Hash(), read.Hash());
    }

    [Fact]
    public void Json_PlanWithEveryStep_HasEachKindOfContainerStep()
    {
        string[] kinds = [.. typeof(PlanStep).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
            .Where(a => a.DerivedType.Name.StartsWith("Make", StringComparison.Ordinal) || a.DerivedType == typeof(AddKeyFile)).Select(a => a.DerivedType.Name).Order(StringComparer.Ordinal)];

        Assert.Equal(kinds, EveryStep().Steps.Select(s => s.GetType().Name).Where(n => n.StartsWith("Make", StringComparison.Ordinal) || n == nameof(AddKeyFile)).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>No passphrase can be put into a plan by mistake: the only step about keys says where they come from.</summary>
    [Fact]
    public void Json_OfAnEncryption_HoldsNoSecret()
    {
        string[] names = [.. typeof(LayoutEncryption).GetProperties().Concat(typeof(MakeEncryption).GetProperties()).Where(p => p.PropertyType == typeof(string)).Select(p => p.Name)];

        Assert.DoesNotContain(names, n => n.Contains("Pass", StringComparison.OrdinalIgnoreCase) || n.Contains("Secret", StringComparison.OrdinalIgnoreCase));
    }

    private static RebuildPlan EveryStep()
    {
        MachineLayout layout = FullLayout.Make();
        LayoutVolumeGroup group = layout.VolumeGroups[0];
        LayoutFileSystem root = layout.FileSystems[0];
        return new RebuildPlan
        {
            Version = 2,
            Machine = new MachineId(new Guid("00000000-0000-7000-8000-000000000001")),
            MachineName = "pc1",
            Archive = new ArchiveId(new Guid("00000000-0000-7000-8000-000000000002")),
            ArchiveTime = new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.Zero),
            Firmware = FirmwareKind.Uefi,
            Targets = [new PlanTarget { Name = "disk0", Serial = "A", Wwn = "", SizeBytes = 1 << 30, LogicalSectorBytes = 512 }],
            Steps =
            [
                new ClearDisk { Disk = "disk0", Description = "Clear" },
                new WritePartitionTable { Disk = "disk0", TableKind = "gpt", TableId = "X", Partitions = layout.Disks[0].Partitions, Description = "Table" },
                new MakeArray { Array = layout.Arrays[0], Description = "Array" },
                new MakeEncryption { Encryption = layout.Encryptions[0], Key = EncryptionKeySource.NewPassphrase, Description = "LUKS" },
                new MakePhysicalVolume { PhysicalVolume = group.PhysicalVolumes[0], ExtentBytes = group.ExtentBytes, Description = "PV" },
                new MakeVolumeGroup { Name = group.Name, ExtentBytes = group.ExtentBytes, Devices = ["luks0"], Description = "VG" },
                .. group.Volumes.Select(v => new MakeLogicalVolume { Group = group.Name, Volume = v, Description = "LV" }),
                new MakeFileSystem { FileSystem = root, Description = "btrfs" },
                new MakeSubvolumes { Device = root.Device, Paths = ["@", "@/home"], Default = "@", Description = "Subvolumes" },
                new MountFileSystem { Device = root.Device, Type = "btrfs", MountPoint = "/", Subvolume = "@", Description = "Mount" },
                new RestoreFiles { Description = "Restore" },
                new AddKeyFile { Encryption = "luks0", File = "/etc/keys/root.key", Description = "Key file" },
                new NameInterfaces { Interfaces = [new RenamedInterface("enp0s3", "52:54:00:00:00:01", "52:54:00:00:00:02")], Description = "Names" },
                new InstallBootLoader { Loader = layout.BootLoader, Disks = ["disk0", "disk1"], EfiPartition = "md2", EfiLegs = ["disk0.1", "disk1.1"], Description = "Loader" },
                new RebuildInitramfs { Description = "Initramfs" },
                new Finish { Description = "Finish" },
            ],
        };
    }
}
