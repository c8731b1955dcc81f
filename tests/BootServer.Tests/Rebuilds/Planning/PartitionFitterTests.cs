using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Layouts;
using Xunit;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleLayouts;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

public sealed class PartitionFitterTests
{
    [Fact]
    public void Fit_SameSize_KeepsEveryNumber()
    {
        MachineLayout layout = UefiWithSwapBehindRoot();

        DiskFit fit = PartitionFitter.Fit(layout.Disks[0], Needs(layout), 8 * GiB, 512);

        Assert.Equal(layout.Disks[0].Partitions, fit.Partitions);
    }

    [Fact]
    public void Fit_BiggerDisk_RootGrowsAndSwapMovesBehindIt()
    {
        MachineLayout layout = UefiWithSwapBehindRoot();

        DiskFit fit = PartitionFitter.Fit(layout.Disks[0], Needs(layout), 12 * GiB, 512);

        Assert.True(fit.Fits);
        Assert.Equal([2048L, 65 * 2048L, ((12 * 1024) - 1 - 1023) * 2048L], fit.Partitions.Select(p => p.StartSector));
        Assert.Equal([64 * 2048L, ((12 * 1024) - 1 - 1023 - 65) * 2048L, 1023 * 2048L], fit.Partitions.Select(p => p.SizeSectors));
        Assert.Equal(layout.Disks[0].Partitions.Select(p => p.Uuid), fit.Partitions.Select(p => p.Uuid));
    }

    [Fact]
    public void Fit_RootIsLast_FillsUpToTheBackupTable()
    {
        MachineLayout layout = BiosOnGpt();

        DiskFit fit = PartitionFitter.Fit(layout.Disks[0], Needs(layout), 6 * GiB, 512);

        LayoutPartition root = fit.Partitions[^1];
        Assert.Equal((6 * GiB / 512) - 33, root.StartSector + root.SizeSectors);
    }

    [Fact]
    public void Fit_SmallerDisk_ShrinksRootOnly()
    {
        MachineLayout layout = UefiWithSwapBehindRoot();

        DiskFit fit = PartitionFitter.Fit(layout.Disks[0], Needs(layout), 5 * GiB, 512);

        Assert.True(fit.Fits);
        Assert.Equal([64 * MiB, ((5 * 1024) - 1 - 1023 - 65) * MiB, 1023 * MiB], fit.Partitions.Select(p => p.SizeSectors * 512));
    }

    [Fact]
    public void Fit_TooSmall_SaysWhatIsNeeded()
    {
        MachineLayout layout = UefiWithSwapBehindRoot();

        DiskFit fit = PartitionFitter.Fit(layout.Disks[0], Needs(layout), 3 * GiB, 512);

        Assert.False(fit.Fits);
        Assert.True(PartitionFitter.Fit(layout.Disks[0], Needs(layout), fit.NeededBytes, 512).Fits);
        Assert.False(PartitionFitter.Fit(layout.Disks[0], Needs(layout), fit.NeededBytes - MiB, 512).Fits);
        Assert.InRange(fit.NeededBytes, (2 * GiB) + (1023 * MiB), 4 * GiB);
    }

    [Theory]
    [InlineData(512, 4096)]
    [InlineData(4096, 512)]
    public void Fit_OtherSectorSize_KeepsBytes(int from, int to)
    {
        MachineLayout layout = UefiWithSwapBehindRoot(sectorBytes: from);

        DiskFit fit = PartitionFitter.Fit(layout.Disks[0], Needs(layout), 12 * GiB, to);

        Assert.Equal([MiB, 65 * MiB, 11264 * MiB], fit.Partitions.Select(p => p.StartSector * to));
        Assert.Equal(64 * MiB, fit.Partitions[0].SizeSectors * to);
        Assert.Equal(1023 * MiB, fit.Partitions[2].SizeSectors * to);
    }

    [Fact]
    public void Fit_MbrWithLogicalSwap_MovesTheExtendedPartitionAlong()
    {
        MachineLayout layout = BiosOnMbr();

        DiskFit fit = PartitionFitter.Fit(layout.Disks[0], Needs(layout), 6 * GiB, 512);

        LayoutPartition root = fit.Partitions[0];
        LayoutPartition extended = fit.Partitions[1];
        LayoutPartition swap = fit.Partitions[2];
        Assert.Equal([1, 2, 5], fit.Partitions.Select(p => p.Number));
        Assert.Equal(1022 * MiB, swap.SizeSectors * 512);
        Assert.True(extended.StartSector >= root.StartSector + root.SizeSectors);
        Assert.True(extended.StartSector < swap.StartSector);
        Assert.Equal(swap.StartSector + swap.SizeSectors, extended.StartSector + extended.SizeSectors);
        Assert.InRange(swap.StartSector + swap.SizeSectors, (6 * GiB / 512) - 4096, 6 * GiB / 512);
    }

    [Fact]
    public void Fit_NoMountedFileSystem_KeepsSizesAndSaysSo()
    {
        MachineLayout layout = UefiWithSwapBehindRoot();

        DiskFit fit = PartitionFitter.Fit(layout.Disks[0], Needs(layout with { FileSystems = [] }), 12 * GiB, 512);

        Assert.Equal(layout.Disks[0].Partitions, fit.Partitions);
        Assert.Contains("may grow", Assert.Single(fit.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_AnyTarget_NeverOverlapsNorLeavesTheDisk()
    {
        Gen.Select(Gen.Long[GiB, 64 * GiB], Gen.Bool, Gen.Int[0, 2], Gen.Long[0, 8 * GiB]).Sample((bytes, big, kind, used) =>
        {
            int sector = big ? 4096 : 512;
            MachineLayout layout = kind switch { 0 => UefiWithSwapBehindRoot(used), 1 => BiosOnGpt(used), _ => BiosOnMbr() };
            long target = bytes / sector * sector;
            DiskFit fit = PartitionFitter.Fit(layout.Disks[0], Needs(layout), target, sector);
            Assert.Equal(target >= fit.NeededBytes, fit.Fits);
            if (fit.Fits)
            {
                Check(fit.Partitions, target / sector, layout.Disks[0]);
            }
        });
    }

    private static StorageNeeds Needs(MachineLayout layout) => new(new StorageTree(layout));

    private static void Check(IReadOnlyList<LayoutPartition> partitions, long sectors, LayoutDisk disk)
    {
        long tail = disk.TableKind == "gpt" ? 5 : 0;
        List<LayoutPartition> leaves = [.. partitions.Where(p => p.Type != "5").OrderBy(p => p.StartSector)];
        Assert.Equal(disk.Partitions.Select(p => p.Number), partitions.Select(p => p.Number));
        Assert.All(leaves, p => Assert.True(p.StartSector > 0 && p.SizeSectors > 0));
        Assert.All(leaves.Zip(leaves.Skip(1)), pair => Assert.True(pair.First.StartSector + pair.First.SizeSectors <= pair.Second.StartSector));
        Assert.True(leaves[^1].StartSector + leaves[^1].SizeSectors <= sectors - tail);
    }
}
