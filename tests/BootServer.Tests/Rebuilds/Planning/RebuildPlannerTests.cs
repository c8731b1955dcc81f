using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Xunit;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleLayouts;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

public sealed class RebuildPlannerTests
{
    [Fact]
    public void MakePlan_OneBlankDisk_HasEveryStepInOrder()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(), Blank("ABC", 12 * GiB)));

        Assert.Empty(plan.Refusals);
        Assert.Empty(plan.Warnings);
        Assert.Equal("ABC", Assert.Single(plan.Targets).Serial);
        Assert.Equal(
            [nameof(ClearDisk), nameof(WritePartitionTable), nameof(MakeFileSystem), nameof(MakeFileSystem), nameof(MakeFileSystem), nameof(MountFileSystem),
                nameof(MountFileSystem), nameof(RestoreFiles), nameof(InstallBootLoader), nameof(RebuildInitramfs), nameof(Finish)],
            plan.Steps.Select(s => s.GetType().Name));
        Assert.Equal(["/", "/boot/efi"], plan.Steps.OfType<MountFileSystem>().Select(m => m.MountPoint));
        Assert.Equal("disk0.1", plan.Steps.OfType<InstallBootLoader>().Single().EfiPartition);
        Assert.Equal("Clear disk QEMU HARDDISK serial ABC, 12.0 GiB: blank now", plan.Steps[0].Description);
        LayoutFileSystem root = plan.Steps.OfType<MakeFileSystem>().Select(m => m.FileSystem).Single(f => f.MountPoint == "/");
        Assert.Equal(RootUuid, root.Uuid);
        Assert.Equal(((12 * 1024) - 1 - 1023 - 65) * MiB, root.SizeBytes);
    }

    [Fact]
    public void MakePlan_SameRequest_GivesTheSameHash()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(), Blank("ABC", 12 * GiB)));

        Assert.Equal(RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(), Blank("ABC", 12 * GiB))).Hash(), plan.Hash());

        // Changes only when the plan document or its wording does; agents and servers of one version must agree on it.
        Assert.StartsWith("a75060d6b7616800e4abd63ba43504b2", plan.Hash(), StringComparison.Ordinal);
        Assert.NotEqual(RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(), Blank("ABD", 12 * GiB))).Hash(), plan.Hash());
    }

    [Fact]
    public void Hash_AfterTheJourneyToTheAgent_IsTheSame()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(usedInodes: 400_000), Blank("ABC", 5 * GiB)));

        RebuildPlan? received = JsonSerializer.Deserialize(JsonSerializer.Serialize(plan, ContractsJson.Default.RebuildPlan), ContractsJson.Default.RebuildPlan);

        Assert.Equal(plan.Hash(), received?.Hash());
    }

    [Fact]
    public void MakePlan_OtherNetworkCard_IsNamedBeforeTheInitramfsIsMade()
    {
        MachineLayout layout = UefiWithSwapBehindRoot() with { NetworkInterfaces = [new LayoutNetworkInterface { Name = "enp0s3", MacAddress = "52:54:00:00:00:01" }] };
        RebuildPlanRequest request = Request(layout, Blank("ABC", 12 * GiB));

        RebuildPlan plan = RebuildPlanner.MakePlan(request with { Target = request.Target with { MacAddresses = ["52:54:00:00:00:02"] } });

        Assert.Equal(2, plan.Version);
        Assert.Equal(
            [nameof(RestoreFiles), nameof(NameInterfaces), nameof(InstallBootLoader), nameof(RebuildInitramfs)],
            plan.Steps.Select(s => s.GetType().Name).SkipWhile(n => n != nameof(RestoreFiles)).SkipLast(1));
        RebuildPlan same = RebuildPlanner.MakePlan(request with { Target = request.Target with { MacAddresses = ["52:54:00:00:00:01"] } });
        Assert.Equal((1, 0), (same.Version, same.Steps.OfType<NameInterfaces>().Count()));
    }

    [Theory]
    [InlineData("systemd-boot", "systemd-boot")]
    [InlineData("uki", "its unified kernel image")]
    public void MakePlan_LoaderOtherThanGrub_IsNamedInItsStep(string kind, string words)
    {
        MachineLayout layout = UefiWithSwapBehindRoot();

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(layout with { BootLoader = layout.BootLoader with { Kind = kind } }, Blank("ABC", 12 * GiB)));

        Assert.Empty(plan.Refusals);
        Assert.StartsWith($"Make the UEFI firmware start {words} from", plan.Steps.OfType<InstallBootLoader>().Single().Description, StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_TooSmall_RefusesWithNumbers()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(), Blank("ABC", 3 * GiB)));

        Assert.Equal("The backup needs a disk of 3.7 GiB; this one is too small: QEMU HARDDISK serial ABC, 3.0 GiB.", Assert.Single(plan.Refusals));
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void MakePlan_TwoCandidates_RefusesAndNamesTheOption()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(), Blank("ABC", 12 * GiB), Blank("DEF", 20 * GiB)));

        string refusal = Assert.Single(plan.Refusals);
        Assert.Contains("--disk", refusal, StringComparison.Ordinal);
        Assert.Contains("serial ABC, 12.0 GiB", refusal, StringComparison.Ordinal);
        Assert.Contains("serial DEF, 20.0 GiB", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DEF")]
    [InlineData("disk0=DEF")]
    [InlineData("0x5000c500a1b2c3d4")]
    [InlineData("20GiB")]
    [InlineData("21474836480")]
    public void MakePlan_NamedDisk_IsTaken(string option)
    {
        Assert.True(DiskChoice.TryParse(option, out DiskChoice? choice));
        DiskFacts second = Blank("DEF", 20 * GiB) with { Wwn = "0x5000c500a1b2c3d4" };

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(), Blank("ABC", 12 * GiB), second) with { Disks = [choice] });

        Assert.Empty(plan.Refusals);
        Assert.Equal("DEF", Assert.Single(plan.Targets).Serial);
    }

    [Theory]
    [InlineData("NOPE", "has no disk with serial")]
    [InlineData("SMALL", "needs a disk of 3.7 GiB")]
    [InlineData("STICK", "removable")]
    [InlineData("LOCKED", "read-only")]
    [InlineData("disk7=ABC", "no disk 'disk7'")]
    [InlineData("12GiB", "names 2 disks")]
    public void MakePlan_BadChoice_IsRefused(string option, string words)
    {
        Assert.True(DiskChoice.TryParse(option, out DiskChoice? choice));
        DiskFacts[] disks = [Blank("ABC", 12 * GiB), Blank("ABC2", 12 * GiB), Blank("SMALL", GiB), Blank("STICK", 20 * GiB) with { Removable = true }, Blank("LOCKED", 20 * GiB) with { ReadOnly = true }];

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(), disks) with { Disks = [choice] });

        Assert.Contains(words, Assert.Single(plan.Refusals), StringComparison.Ordinal);
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void MakePlan_UsbDisk_OnlyWhenNamed()
    {
        DiskFacts usb = Blank("USB1", 20 * GiB) with { Transport = "usb" };
        Assert.True(DiskChoice.TryParse("USB1", out DiskChoice? choice));

        Assert.Contains("USB", Assert.Single(RebuildPlanner.MakePlan(Request(BiosOnGpt(), usb)).Refusals), StringComparison.Ordinal);
        Assert.Equal("ABC", Assert.Single(RebuildPlanner.MakePlan(Request(BiosOnGpt(), usb, Blank("ABC", 12 * GiB))).Targets).Serial);
        Assert.Empty(RebuildPlanner.MakePlan(Request(BiosOnGpt(), usb) with { Disks = [choice] }).Refusals);
    }

    [Fact]
    public void MakePlan_TheBackedUpDiskIsStillThere_IsTakenAmongSeveral()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(BiosOnGpt(), Blank("DATA", 12 * GiB), Blank("OLD", 4 * GiB) with { Content = "GPT, 2 partitions: ext4" }));

        Assert.Equal("OLD", Assert.Single(plan.Targets).Serial);
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void MakePlan_StrangeDiskWithData_IsWarnedAbout()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(BiosOnGpt(), Blank("DATA", 12 * GiB) with { Content = "GPT, 1 partition: xfs" }));

        Assert.Empty(plan.Refusals);
        Assert.Contains("All of it will be lost", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FirmwareKind.Uefi, FirmwareKind.Bios)]
    [InlineData(FirmwareKind.Bios, FirmwareKind.Uefi)]
    public void MakePlan_OtherFirmware_IsRefused(FirmwareKind from, FirmwareKind to)
    {
        RebuildPlanRequest request = Request(from == FirmwareKind.Uefi ? UefiWithSwapBehindRoot() : BiosOnGpt(), Blank("ABC", 12 * GiB));

        RebuildPlan plan = RebuildPlanner.MakePlan(request with { Target = request.Target with { Firmware = to } });

        Assert.Contains("switch its firmware", Assert.Single(plan.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_UnsupportedThings_AreNamed()
    {
        MachineLayout layout = BiosOnGpt() with { Unsupported = ["/ lies on LVM (vg0-root), which a rebuild cannot make yet."], BootLoader = new LayoutBootLoader { Kind = "unknown" } };

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(layout, Blank("ABC", 12 * GiB)));

        Assert.Equal(2, plan.Refusals.Count);
        Assert.Contains("LVM", plan.Refusals[0], StringComparison.Ordinal);
        Assert.Contains("GRUB", plan.Refusals[1], StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_TwinDisks_AreRefused()
    {
        Assert.True(DiskChoice.TryParse("ABC", out DiskChoice? choice));

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(BiosOnGpt(), Blank("ABC", 12 * GiB), Blank("ABC", 12 * GiB)) with { Disks = [choice] });

        Assert.Contains("names 2 disks", Assert.Single(plan.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_TwoDisks_GivesEachItsOwn()
    {
        MachineLayout one = UefiWithSwapBehindRoot();
        LayoutDisk data = BiosOnGpt().Disks[0] with { Name = "disk1", SizeBytes = 40 * GiB, Serial = "OLD2", Partitions = [one.Disks[0].Partitions[1] with { Number = 1, SizeSectors = 39 * GiB / 512 }] };
        MachineLayout layout = one with
        {
            Disks = [.. one.Disks, data],
            FileSystems = [.. one.FileSystems, Ext4("disk1.1", 39 * GiB, 30 * GiB, 1000) with { MountPoint = "/srv" }],
        };

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(layout, Blank("BIG", 60 * GiB), Blank("ABC", 12 * GiB)));

        Assert.Empty(plan.Refusals);
        Assert.Equal([("disk0", "ABC"), ("disk1", "BIG")], plan.Targets.Select(t => (t.Name, t.Serial)));
        Assert.Equal(["/", "/srv", "/boot/efi"], plan.Steps.OfType<MountFileSystem>().Select(m => m.MountPoint));
    }

    [Fact]
    public void MakePlan_OldArchiveAndUnmountedFileSystem_AreWarnedAbout()
    {
        MachineLayout layout = UefiWithSwapBehindRoot();
        layout = layout with { FileSystems = [layout.FileSystems[0], layout.FileSystems[1], new LayoutFileSystem { Device = "disk0.3", Type = "ntfs", SizeBytes = GiB }] };
        RebuildPlanRequest request = Request(layout, Blank("ABC", 12 * GiB)) with { Now = ArchiveTime.AddDays(30) };

        RebuildPlan plan = RebuildPlanner.MakePlan(request);

        Assert.Contains("30 days old", plan.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("ntfs", plan.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_ManyInodesOnASmallDisk_AsksForThem()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(usedInodes: 400_000), Blank("ABC", 5 * GiB)));

        LayoutFileSystem root = plan.Steps.OfType<MakeFileSystem>().Select(m => m.FileSystem).Single(f => f.MountPoint == "/");
        Assert.Equal("480000", root.Settings[FileSystemSettings.Inodes]);
    }

    [Fact]
    public void MakePlan_FatWithMountOptions_KeepsThoseThatShapeModes()
    {
        MachineLayout layout = UefiWithSwapBehindRoot();
        layout = layout with { FileSystems = [layout.FileSystems[0] with { MountOptions = "rw,umask=0077,nofail,x-systemd.automount" }, .. layout.FileSystems.Skip(1)] };

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(layout, Blank("ABC", 12 * GiB)));

        Assert.Equal(["", "umask=0077"], plan.Steps.OfType<MountFileSystem>().Select(m => m.Options));
    }

    [Fact]
    public void MakePlan_SmallBlocksOnLargeSectors_LetsMkfsChoose()
    {
        MachineLayout layout = UefiWithSwapBehindRoot();
        LayoutFileSystem small = layout.FileSystems[1] with { Settings = new Dictionary<string, string> { [FileSystemSettings.BlockBytes] = "1024" } };
        layout = layout with { FileSystems = [layout.FileSystems[0], small, layout.FileSystems[2]] };

        RebuildPlan on512 = RebuildPlanner.MakePlan(Request(layout, Blank("ABC", 12 * GiB)));
        RebuildPlan on4096 = RebuildPlanner.MakePlan(Request(layout, Blank("ABC", 12 * GiB, 4096)));

        Assert.Equal("1024", on512.Steps.OfType<MakeFileSystem>().Single(m => m.FileSystem.MountPoint == "/").FileSystem.Settings[FileSystemSettings.BlockBytes]);
        Assert.Empty(on4096.Steps.OfType<MakeFileSystem>().Single(m => m.FileSystem.MountPoint == "/").FileSystem.Settings);
    }

    [Fact]
    public void MakePlan_EfiPartitionWasNotMounted_IsRefused()
    {
        MachineLayout layout = UefiWithSwapBehindRoot();
        layout = layout with { FileSystems = [layout.FileSystems[0] with { MountPoint = "" }, .. layout.FileSystems.Skip(1)] };

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(layout, Blank("ABC", 12 * GiB)));

        Assert.Contains("/boot/efi", Assert.Single(plan.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_LayoutThatContradictsItself_IsRefused()
    {
        MachineLayout good = BiosOnGpt();
        LayoutDisk disk = good.Disks[0];
        LayoutDisk[] bad =
        [
            disk with { LogicalSectorBytes = 0 },
            disk with { SizeBytes = long.MaxValue },
            disk with { Partitions = [disk.Partitions[0] with { StartSector = long.MaxValue }] },
            disk with { Partitions = [disk.Partitions[0], disk.Partitions[0]] },
            disk with { Partitions = [disk.Partitions[0] with { SizeSectors = 1 << 20 }, disk.Partitions[1]] },
        ];

        Assert.All(bad, b => Assert.NotEmpty(RebuildPlanner.MakePlan(Request(good with { Disks = [b] }, Blank("ABC", 12 * GiB))).Refusals));
        Assert.NotEmpty(RebuildPlanner.MakePlan(Request(good with { Disks = [] }, Blank("ABC", 12 * GiB))).Refusals);
        Assert.NotEmpty(RebuildPlanner.MakePlan(Request(good with { Version = 99 }, Blank("ABC", 12 * GiB))).Refusals);
    }

    [Fact]
    public void Render_AnyPlan_KeepsTo80Columns()
    {
        RebuildPlan plan = RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(), Blank("ABC", 12 * GiB) with { Content = "GPT, 3 partitions: vfat, ext4, swap" }));
        RebuildPlan refused = RebuildPlanner.MakePlan(Request(UefiWithSwapBehindRoot(), Blank("ABC", GiB), Blank("DEF", GiB)));

        string text = PlanText.Render(plan) + PlanText.Render(refused);

        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains("disk0  QEMU HARDDISK serial ABC, 12.0 GiB, now GPT", text, StringComparison.Ordinal);
        Assert.Contains(plan.Hash(), text, StringComparison.Ordinal);
        Assert.Contains("This plan cannot be run:", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("/dev/sda")]
    [InlineData("disk0=/dev/nvme0n1")]
    public void TryParse_NoIdentity_IsRefused(string text) => Assert.False(DiskChoice.TryParse(text, out _));
}
