using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Preps;
using Monitas.BootServer.Preps.Files;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.BootServer.Tests.Preps;

public sealed class PrepPlannerTests
{
    private const long MiB = 1 << 20;
    private const long GiB = 1 << 30;
    private const string RootUuid = "aaaaaaaa-1111-4111-8111-000000000001";

    private const string Desk = """
        disk system size=smallest
        partition bios 1M   bios
        partition root 10G  ext4 / label=ROOT options=noatime
        partition swap 1G   swap
        partition home rest xfs  /home
        disk data rotation=yes table=mbr
        partition store 25% btrfs /srv
        """;

    private static readonly MachineRecord Pc = new() { Id = new MachineId(new Guid("00000000-0000-7000-8000-000000000001")), Name = "pc2", Created = DateTimeOffset.UnixEpoch };

    private static readonly DiskFacts Ssd = Disk("SSD1", 20 * GiB);
    private static readonly DiskFacts Spinning = Disk("HDD1", 40 * GiB) with { Rotational = true, Content = "GPT, 1 partition: ntfs" };

    [Fact]
    public void MakePlan_WithoutAnArchive_MakesExactlyWhatTheFileSays()
    {
        RebuildPlan plan = Plan(Desk, null, Spinning, Ssd);

        Assert.Empty(plan.Refusals);
        Assert.Equal((RebuildPlan.PrepVersion, "", default(ArchiveId)), (plan.Version, plan.PrepFrom, plan.Archive));
        Assert.Equal([("disk0", "SSD1"), ("disk1", "HDD1")], plan.Targets.Select(t => (t.Name, t.Serial)));
        WritePartitionTable[] tables = [.. plan.Steps.OfType<WritePartitionTable>()];
        Assert.Equal(["gpt", "dos"], tables.Select(t => t.TableKind));
        Assert.Equal(
            [
                (1, MiB, MiB, "21686148-6449-6E6F-744E-656564454649", "bios"),
                (2, 2 * MiB, 10 * GiB, "0FC63DAF-8483-4772-8E79-3D69D8477DE4", "root"),
                (3, (10 * GiB) + (2 * MiB), GiB, "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F", "swap"),
                (4, (11 * GiB) + (2 * MiB), (9 * GiB) - (3 * MiB), "0FC63DAF-8483-4772-8E79-3D69D8477DE4", "home"),
            ],
            tables[0].Partitions.Select(p => (p.Number, p.StartSector * 512, p.SizeSectors * 512, p.Type, p.Name)));
        LayoutPartition store = Assert.Single(tables[1].Partitions);
        Assert.Equal((MiB, 10 * GiB, "83"), (store.StartSector * 512, store.SizeSectors * 512, store.Type));
        Assert.Equal(["ext4 disk0.2 / ROOT", "swap disk0.3  ", "xfs disk0.4 /home ", "btrfs disk1.1 /srv "], plan.Steps.OfType<MakeFileSystem>().Select(m => $"{m.FileSystem.Type} {m.FileSystem.Device} {m.FileSystem.MountPoint} {m.FileSystem.Label}"));
        Assert.Equal(
            ["ClearDisk", "WritePartitionTable", "ClearDisk", "WritePartitionTable", "MakeFileSystem", "MakeFileSystem", "MakeFileSystem", "MakeFileSystem", "Finish"],
            plan.Steps.Select(s => s.GetType().Name));
        Assert.StartsWith("Prepare the disks of pc2; no files are put onto them\n  firmware  BIOS\n", PlanText.Render(plan), StringComparison.Ordinal);
        Assert.Contains("now GPT, 1 partition: ntfs", PlanText.Render(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_Again_HasTheSameHash_AndAnotherMachineHasOtherIds()
    {
        RebuildPlan plan = Plan(Desk, null, Ssd, Spinning);
        RebuildPlan other = PrepPlanner.MakePlan(Request(Desk, null, Ssd, Spinning) with { Machine = Pc with { Id = new MachineId(new Guid("00000000-0000-7000-8000-000000000002")) } });

        Assert.Equal(plan.Hash(), Plan(Desk, null, Ssd, Spinning).Hash());
        Assert.Empty(Ids(plan).Intersect(Ids(other)));
        Assert.Equal(Ids(plan).Count, Ids(plan).Distinct().Count());
    }

    [Fact]
    public void MakePlan_AnotherMachinesArchive_KeepsItsIdsAndMakesItAMachineOfItsOwn()
    {
        RebuildPlan plan = Plan("disk a\npartition bios 1M bios\npartition root 8G xfs /\npartition home rest ext4 /home options=nodev\npartition swap 1G swap", Archive(), Ssd);

        Assert.Empty(plan.Refusals);
        Assert.Equal(("pc1", FirmwareKind.Bios), (plan.PrepFrom, plan.Firmware));
        Assert.Equal(RootUuid, plan.Steps.OfType<MakeFileSystem>().Single(m => m.FileSystem.MountPoint == "/").FileSystem.Uuid);
        string home = plan.Steps.OfType<MakeFileSystem>().Single(m => m.FileSystem.MountPoint == "/home").FileSystem.Uuid;
        Assert.Equal(
            [
                new MountTableLine("UUID=" + RootUuid, "/", "xfs", "defaults", 0),
                new MountTableLine("UUID=" + home, "/home", "ext4", "nodev", 2),
                new MountTableLine("UUID=aaaaaaaa-1111-4111-8111-000000000002", "none", "swap", "sw", 0),
            ],
            plan.Steps.OfType<WriteMountTable>().Single().Lines);
        Assert.Equal("clone-2", plan.Steps.OfType<RenewIdentity>().Single().HostName);
        Assert.Equal(
            ["RestoreFiles", "WriteMountTable", "RenewIdentity", "InstallBootLoader", "RebuildInitramfs", "Finish"],
            plan.Steps.Select(s => s.GetType().Name).SkipWhile(n => n != "RestoreFiles"));
        Assert.StartsWith("Prepare pc2 and put pc1's archive of 2026-05-04 10:00 UTC onto it\n", PlanText.Render(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_OnlyAnArchive_MakesItsOwnLayoutAndIdsOnTheOtherDisk()
    {
        RebuildPlan plan = Plan("", Archive(), Ssd);

        Assert.Empty(plan.Refusals);
        Assert.Equal(["SSD1"], plan.Targets.Select(t => t.Serial));
        Assert.Equal(RootUuid, plan.Steps.OfType<MakeFileSystem>().Single(m => m.FileSystem.MountPoint == "/").FileSystem.Uuid);
        Assert.Empty(plan.Steps.OfType<WriteMountTable>());
        Assert.Single(plan.Steps.OfType<RenewIdentity>());
    }

    [Fact]
    public void MakePlan_TheMachinesOwnArchive_KeepsItsIdentity() =>
        Assert.Empty(Plan("disk a\npartition bios 1M bios\npartition root rest ext4 /", Archive() with { Machine = Pc.Id }, Ssd).Steps.OfType<RenewIdentity>());

    [Theory]
    [InlineData("disk a serial=NONE\npartition p rest ext4 /", "The machine has no disk that can be 'a' of the prep file. Its disks: ")]
    [InlineData("disk a\npartition p rest ext4 /", "'a' of the prep file can be 2 disks: say which by serial=, wwn=, size=, bus= or rotation=. Its disks: ")]
    [InlineData("disk a rotation=no\npartition p 30G ext4 /", "The partitions of 'a' need 30.1 GiB, and QEMU serial SSD1, 20.0 GiB has 19.9 GiB for them.")]
    [InlineData("disk a rotation=no\npartition p 19.9G ext4 /\npartition q rest xfs /srv", "The partitions of 'a' need 20.3 GiB, and QEMU serial SSD1, 20.0 GiB has 19.9 GiB for them.")]
    [InlineData("disk a rotation=no\npartition p 1% xfs /", "1% of QEMU serial SSD1, 20.0 GiB for 'p' is 204.0 MiB, and xfs needs at least 320.0 MiB.")]
    public void MakePlan_WhatCannotBe_IsRefusedWithTheNumbersAndTouchesNothing(string file, string refusal)
    {
        RebuildPlan plan = Plan(file, null, Ssd, Spinning);

        Assert.StartsWith(refusal, Assert.Single(plan.Refusals), StringComparison.Ordinal);
        Assert.Empty(plan.Steps);
        Assert.Empty(plan.Targets);
    }

    [Fact]
    public void MakePlan_RemovableReadOnlyAndUsbDisks_AreNeverMeantBySilence()
    {
        DiskFacts[] disks = [Ssd, Disk("R", GiB) with { Removable = true }, Disk("O", GiB) with { ReadOnly = true }, Disk("U", GiB) with { Transport = "usb" }];

        Assert.Equal(["SSD1"], Plan("disk a\npartition p rest ext4", null, disks).Targets.Select(t => t.Serial));
        Assert.Equal(["U"], Plan("disk a bus=usb\npartition p rest ext4", null, disks).Targets.Select(t => t.Serial));
        Assert.Equal(["U"], Plan("disk a serial=U\npartition p rest ext4", null, disks).Targets.Select(t => t.Serial));
        Assert.Single(Plan("disk a serial=R\npartition p rest ext4", null, disks).Refusals);
    }

    [Theory]
    [InlineData("disk a\npartition p rest ext4 /srv", FirmwareKind.Bios, "The prep file has no partition for /, onto which the archive could be put: add a line such as 'partition root rest ext4 /'.")]
    [InlineData("disk a\npartition root 2G ext4 /\npartition e 512M vfat /boot/efi", FirmwareKind.Uefi, "The archive's files below / need 3.7 GiB, and the prep file gives them 2.0 GiB.")]
    [InlineData("disk a\npartition root 8G ext4 /", FirmwareKind.Uefi, "The archive's system starts by UEFI from /boot/efi: add a line such as 'partition efi 512M vfat /boot/efi'.")]
    [InlineData("disk a\npartition root 8G ext4 /\npartition e 512M vfat /boot/efi\npartition b 1G ext4 /boot", FirmwareKind.Uefi, "The archive's system has /boot on its root file system, where its UEFI loader looks for its menu: leave the partition for /boot out.")]
    public void MakePlan_AnArchiveThatCouldNotLieThereOrStart_IsRefused(string file, FirmwareKind firmware, string refusal)
    {
        ArchiveRecord archive = Archive();
        archive = archive with { Layout = archive.Layout! with { Firmware = firmware } };
        PrepPlanRequest request = Request(file, archive, Ssd);

        RebuildPlan plan = PrepPlanner.MakePlan(request with { Target = request.Target with { Firmware = firmware } });

        Assert.Equal([refusal], plan.Refusals);
        Assert.Empty(plan.Steps);
    }

    /// <summary>Whatever the sizes: what is placed lies on the disk, in order, without overlap, at whole MiB.</summary>
    [Fact]
    public void MakePlan_ManyFilesOnManyDisks_PlacesWithinTheDiskOrRefuses()
    {
        Random random = new(7);
        int placed = 0;
        for (int round = 0; round < 500; round++)
        {
            string[] sizes = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(3) == 0 ? $"{random.Next(1, 60)}%" : $"{random.Next(16, 9000)}M")];
            string table = random.Next(2) == 0 ? "gpt" : "mbr";
            string text = $"disk a table={table}\n" + string.Join('\n', sizes.Index().Select(s => $"partition p{s.Index} {(s.Index == 1 && random.Next(2) == 0 ? "rest" : s.Item)} ext4"));
            int sector = random.Next(2) == 0 ? 512 : 4096;
            long bytes = random.NextInt64(1, 5000) * 4096 * 1000;
            DiskFacts disk = Disk("X", bytes) with { LogicalSectorBytes = sector };
            if (!PrepFileReader.TryParse(text, "f", out _, []))
            {
                continue;
            }

            RebuildPlan plan = Plan(text, null, disk);
            IReadOnlyList<LayoutPartition> partitions = plan.Steps.OfType<WritePartitionTable>().SingleOrDefault()?.Partitions ?? [];
            Assert.Equal(plan.Refusals.Count == 0, partitions.Count > 0);
            long end = MiB;
            foreach (LayoutPartition partition in partitions)
            {
                Assert.Equal((end, 0L), (partition.StartSector * sector, partition.SizeSectors * sector % MiB));
                end += partition.SizeSectors * sector;
                placed++;
            }

            Assert.True(end <= bytes - (table == "gpt" ? 33 * sector : 0) || partitions.Count == 0);
        }

        Assert.True(placed > 300);
    }

    private static RebuildPlan Plan(string file, ArchiveRecord? archive, params IReadOnlyList<DiskFacts> disks) => PrepPlanner.MakePlan(Request(file, archive, disks));

    private static PrepPlanRequest Request(string text, ArchiveRecord? archive, params IReadOnlyList<DiskFacts> disks)
    {
        List<string> errors = [];
        PrepFile? file = null;
        Assert.True(text.Length == 0 || PrepFileReader.TryParse(text, "f", out file, errors), string.Join('\n', errors));
        return new PrepPlanRequest
        {
            Machine = Pc,
            Target = new MachineFacts { Firmware = FirmwareKind.Bios, Disks = disks },
            File = file,
            Text = text,
            Archive = archive,
            ArchiveOf = archive is null ? "" : "pc1",
            HostName = "clone-2",
        };
    }

    /// <summary>Another machine's, with 3 GiB in use on a disk of 10 GiB.</summary>
    private static ArchiveRecord Archive() => new()
    {
        Id = new ArchiveId(new Guid("00000000-0000-7000-8000-0000000000aa")),
        Machine = new MachineId(new Guid("00000000-0000-7000-8000-0000000000bb")),
        Time = new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero),
        Volume = new VolumeId(Guid.Empty),
        Volumes = [],
        Layout = new MachineLayout
        {
            Firmware = FirmwareKind.Bios,
            Disks =
            [
                new LayoutDisk
                {
                    Name = "disk0",
                    Serial = "OLD",
                    SizeBytes = 10 * GiB,
                    LogicalSectorBytes = 512,
                    TableKind = "gpt",
                    Partitions =
                    [
                        new LayoutPartition { Number = 1, StartSector = 2048, SizeSectors = 2048, Type = "21686148-6449-6E6F-744E-656564454649" },
                        new LayoutPartition { Number = 2, StartSector = 4096, SizeSectors = 8 * GiB / 512, Type = "0FC63DAF-8483-4772-8E79-3D69D8477DE4" },
                        new LayoutPartition { Number = 3, StartSector = 4096 + (8 * GiB / 512), SizeSectors = GiB / 512, Type = "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F" },
                    ],
                },
            ],
            FileSystems =
            [
                new LayoutFileSystem { Device = "disk0.2", Type = "ext4", Uuid = RootUuid, MountPoint = "/", SizeBytes = 8 * GiB, UsedBytes = 3 * GiB },
                new LayoutFileSystem { Device = "disk0.3", Type = "swap", Uuid = "aaaaaaaa-1111-4111-8111-000000000002" },
            ],
            BootLoader = new LayoutBootLoader { Kind = "grub" },
        },
    };

    private static List<string> Ids(RebuildPlan plan) =>
    [
        .. plan.Steps.OfType<MakeFileSystem>().Select(m => m.FileSystem.Uuid),
        .. plan.Steps.OfType<WritePartitionTable>().SelectMany(t => t.Partitions.Select(p => p.Uuid).Where(u => u.Length > 0).Append(t.TableId)),
    ];

    private static DiskFacts Disk(string serial, long bytes) => new() { Path = "/dev/" + serial, Serial = serial, Model = "QEMU", SizeBytes = bytes };
}
