using System;
using System.Linq;
using Monitas.BootServer.Preps;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Xunit;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleLayouts;
using PlanChoice = Monitas.BootServer.Rebuilds.Planning.DiskChoice;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

/// <summary>Plans from cold backups.</summary>
public sealed class ImagePlanTests
{
    [Fact]
    public void MakePlan_WindowsPc_WritesTableImagesBootCodeAndFirmwareEntryInThisOrder()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(Windows(), Blank("ABC", 10 * GiB)));

        Assert.Empty(plan.Refusals);
        Assert.Empty(plan.Warnings);
        Assert.Equal(
            [nameof(ClearDisk), nameof(WritePartitionTable), nameof(WriteImage), nameof(WriteImage), nameof(WriteImage), nameof(WriteImage), nameof(AddBootEntry), nameof(Finish)],
            plan.Steps.Select(s => s.GetType().Name));
        Assert.Equal(["disk0.1", "disk0.2", "disk0.3", "disk0"], plan.Steps.OfType<WriteImage>().Select(i => i.Device));
        Assert.Equal(
            "Write the image of ntfs 'Windows' to partition 3 of disk0: 2.0 GiB of 8.0 GiB, the rest unused, and read it back", plan.Steps.OfType<WriteImage>().ElementAt(2).Description);
        Assert.Equal(RebuildPlan.ImageVersion, plan.Version);
        Assert.True(plan.WritesImages);
    }

    [Fact]
    public void MakePlan_LargerDisk_KeepsEveryPartitionWhereItWasAndSaysWhatIsLeft()
    {
        MachineLayout layout = Windows();

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(layout, Blank("ABC", 20 * GiB)));

        Assert.Equal(layout.Disks[0].Partitions, plan.Steps.OfType<WritePartitionTable>().Single().Partitions);
        Assert.Contains("stay unused", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_LogicalPartitionsCloseBehindTheirRecords_KeepTheirSectors()
    {
        LayoutPartition[] partitions =
        [
            new() { Number = 1, StartSector = 63, SizeSectors = 2_000_000, Type = "7", Bootable = true },
            new() { Number = 2, StartSector = 2_000_063, SizeSectors = 4_000_000, Type = "f" },
            new() { Number = 5, StartSector = 2_000_126, SizeSectors = 3_999_000, Type = "7" },
        ];
        MachineLayout layout = Windows() with
        {
            Firmware = FirmwareKind.Bios,
            BootEntries = null,
            Disks = [Windows().Disks[0] with { TableKind = "dos", TableId = "0x12345678", Partitions = partitions }],
            Images = [Image("disk0", LayoutImage.BootCode, 63 * 512), Image("disk0.1", "ntfs", 2_000_000L * 512), Image("disk0.5", "ntfs", 3_999_000L * 512)],
        };

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(layout, Blank("ABC", 12 * GiB)) with { Target = new MachineFacts { Firmware = FirmwareKind.Bios, Disks = [Blank("ABC", 12 * GiB)] } });

        Assert.Empty(plan.Refusals);
        Assert.Equal(partitions, plan.Steps.OfType<WritePartitionTable>().Single().Partitions);
        Assert.Empty(plan.Steps.OfType<AddBootEntry>());
    }

    [Fact]
    public void MakePlan_SmallerDisk_IsRefusedWithTheNumbersEvenIfTheDataWouldFit()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(Windows(), Blank("ABC", 6 * GiB)));

        Assert.Empty(plan.Steps);
        Assert.Contains("too small", Assert.Single(plan.Refusals), StringComparison.Ordinal);
        Assert.Contains("6.0 GiB", plan.Refusals[0], StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_OtherSectors_IsRefusedWithBothSizes()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(Windows(), Blank("ABC", 20 * GiB, sectorBytes: 4096)));

        Assert.Empty(plan.Steps);
        Assert.Contains("sectors of 512 bytes", Assert.Single(plan.Refusals), StringComparison.Ordinal);
        Assert.Contains("4096", plan.Refusals[0], StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_OtherFirmware_IsRefused() =>
        Assert.Contains("UEFI", Assert.Single(RebuildPlanner.MakePlan(Request(Windows(), Blank("ABC", 10 * GiB)) with { Target = new MachineFacts { Firmware = FirmwareKind.Bios, Disks = [Blank("ABC", 10 * GiB)] } }).Refusals), StringComparison.Ordinal);

    [Fact]
    public void MakePlan_OntoAnotherPc_IsRefusedSinceNobodyWouldReportFromIt() =>
        Assert.Contains("spare", Assert.Single(RebuildPlanner.MakePlan(Request(Windows(), Blank("ABC", 10 * GiB)) with { Onto = "spare" }).Refusals), StringComparison.Ordinal);

    [Fact]
    public void MakePlan_DiskLeftOut_IsRefused() =>
        Assert.Contains("none can be left out", RebuildPlanner.MakePlan(Request(Windows(), Blank("ABC", 10 * GiB)) with { Disks = [new PlanChoice("disk0", "", IsNone: true)] }).Refusals[0], StringComparison.Ordinal);

    [Fact]
    public void MakePlan_NoEntryInTheFirmware_SaysWhatTheStartThenHangsOn() =>
        Assert.Contains("BOOTX64.EFI", Assert.Single(RebuildPlanner.MakePlan(Request(Windows() with { BootEntries = null }, Blank("ABC", 10 * GiB))).Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("disk0.9", "/disk0.9.img", 1)]
    [InlineData("disk0.3", "/disk0.3.img", 9L << 30)]
    [InlineData("disk0.3", "disk0.3.img", 1)]
    [InlineData("md0", "/md0.img", 1)]
    public void MakePlan_ImageThatCannotBe_IsRefused(string device, string path, long sizeBytes)
    {
        MachineLayout layout = Windows() with { Images = [new LayoutImage { Device = device, Path = path, SizeBytes = sizeBytes }] };

        Assert.Contains("which cannot be", RebuildPlanner.MakePlan(Request(layout, Blank("ABC", 10 * GiB))).Refusals[0], StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_DiskWithoutTable_IsOneImageOnADiskOfAtLeastItsSize()
    {
        LayoutDisk bare = Windows().Disks[0] with { TableKind = "", TableId = "", Partitions = [] };
        MachineLayout layout = Windows() with { Disks = [bare], BootEntries = null, Images = [Image("disk0", "BitLocker", bare.SizeBytes)] };

        Assert.Equal([nameof(ClearDisk), nameof(WriteImage), nameof(Finish)], RebuildPlanner.MakePlan(Request(layout, Blank("ABC", 10 * GiB))).Steps.Select(s => s.GetType().Name));
        Assert.NotEmpty(RebuildPlanner.MakePlan(Request(layout, Blank("ABC", (10 * GiB) - 512))).Refusals);
    }

    [Fact]
    public void Prep_FromAnArchiveOfImages_IsRefused()
    {
        RebuildPlan plan = PrepPlanner.MakePlan(new PrepPlanRequest
        {
            Machine = new MachineRecord { Id = new MachineId(Guid.NewGuid()), Name = "clone", Created = ArchiveTime },
            Target = new MachineFacts { Firmware = FirmwareKind.Uefi, Disks = [Blank("ABC", 10 * GiB)] },
            File = null,
            Text = "",
            Archive = new ArchiveRecord { Id = new ArchiveId(Guid.NewGuid()), Machine = default, Number = 7, Time = ArchiveTime, Volume = default, Volumes = [], Layout = Windows() },
            ArchiveOf = "pc",
            HostName = "clone",
            Disks = [],
        });

        Assert.Contains("Archive 7 of pc holds images", Assert.Single(plan.Refusals), StringComparison.Ordinal);
        Assert.DoesNotContain(plan.Steps, s => s is ClearDisk);
    }

    /// <summary>GPT of 10 GiB: EFI system partition, Microsoft's reserved partition, NTFS of 8 GiB.</summary>
    private static MachineLayout Windows() => new()
    {
        Version = MachineLayout.ImageVersion,
        Firmware = FirmwareKind.Uefi,
        Disks =
        [
            new LayoutDisk
            {
                Name = "disk0",
                Serial = "OLD",
                SizeBytes = 10 * GiB,
                LogicalSectorBytes = 512,
                TableKind = "gpt",
                TableId = "D8606EDE-F73A-4A46-BAE3-B97F3F3FD0DF",
                Partitions =
                [
                    new LayoutPartition { Number = 1, StartSector = 2048, SizeSectors = 204_800, Type = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", Uuid = "7A3C4E5D-0001-4B5C-8D1E-000000000001" },
                    new LayoutPartition { Number = 2, StartSector = 206_848, SizeSectors = 32_768, Type = "E3C9E316-0B5C-4DB8-817D-F92DF00215AE", Attributes = "GUID:63" },
                    new LayoutPartition { Number = 3, StartSector = 239_616, SizeSectors = 16_777_216, Type = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7" },
                ],
            },
        ],
        FileSystems = [],
        BootLoader = new LayoutBootLoader { Kind = "unknown" },
        Images =
        [
            Image("disk0", LayoutImage.BootCode, 1 << 20), Image("disk0.1", "vfat", 204_800 * 512), Image("disk0.2", "", 32_768 * 512) with { HolesAreZeros = true },
            Image("disk0.3", "ntfs", 8 * GiB) with { Label = "Windows", UsedBytes = 2 * GiB },
        ],
        BootEntries = [new LayoutBootEntry { Device = "disk0.1", Label = "Windows Boot Manager", Loader = @"\EFI\Microsoft\Boot\bootmgfw.efi" }],
    };

    private static LayoutImage Image(string device, string type, long sizeBytes) => new() { Device = device, Path = $"/{device}.{type}.img", Type = type, SizeBytes = sizeBytes };
}
