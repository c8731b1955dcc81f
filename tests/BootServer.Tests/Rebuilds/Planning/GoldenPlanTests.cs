using System;
using System.IO;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;
using Xunit;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleLayouts;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

/// <summary>
/// Whole plans as a sysadmin reads them; the hash in each stands for every byte of the document. UPDATE_GOLDEN=1 writes them anew into the
/// source folder; the difference is then to be read.
/// </summary>
public sealed class GoldenPlanTests
{
    [Theory]
    [InlineData("plain-uefi-bigger", 12)]
    [InlineData("plain-uefi-same", 8)]
    [InlineData("plain-uefi-smaller", 5)]
    [InlineData("plain-uefi-too-small", 3)]
    [InlineData("plain-bios-gpt-bigger", 6)]
    [InlineData("plain-bios-mbr-bigger", 6)]
    public void MakePlan_PlainMachine_ReadsAsStored(string name, long gib)
    {
        MachineLayout layout = name.StartsWith("plain-uefi", StringComparison.Ordinal) ? UefiWithSwapBehindRoot() : name.Contains("gpt", StringComparison.Ordinal) ? BiosOnGpt() : BiosOnMbr();

        Compare(name, RebuildPlanner.MakePlan(Request(layout, Blank("ABC", gib * GiB))));
    }

    /// <summary>Disks of 20 GiB become such ones; a disk of 0 is not there.</summary>
    [Theory]
    [InlineData("raid-lvm-thin-same", 20, 20)]
    [InlineData("raid-lvm-thin-bigger", 30, 32)]
    [InlineData("raid-lvm-thin-smaller", 12, 12)]
    [InlineData("raid-lvm-thin-too-small", 6, 6)]
    [InlineData("raid-lvm-thin-disk-missing", 20, 0)]
    [InlineData("luks-under-lvm-bigger", 30, 0)]
    [InlineData("luks-under-lvm-smaller", 10, 0)]
    [InlineData("luks-under-lvm-too-small", 6, 0)]
    [InlineData("luks-over-lvm-bigger", 30, 0)]
    [InlineData("luks-over-lvm-smaller", 10, 0)]
    [InlineData("luks-over-lvm-too-small", 6, 0)]
    [InlineData("btrfs-on-two-bigger", 30, 32)]
    [InlineData("btrfs-on-two-smaller", 8, 7)]
    [InlineData("btrfs-on-two-too-small", 8, 4)]
    [InlineData("btrfs-on-two-disk-missing", 20, 0)]
    public void MakePlan_Containers_ReadsAsStored(string name, long first, long second)
    {
        MachineLayout layout = name.StartsWith("raid", StringComparison.Ordinal) ? SampleContainers.RaidLvmThin()
            : name.StartsWith("btrfs", StringComparison.Ordinal) ? SampleContainers.BtrfsOnTwo()
            : name.StartsWith("luks-under", StringComparison.Ordinal) ? SampleContainers.LuksUnderLvm() : SampleContainers.LuksOverLvm();

        Compare(name, RebuildPlanner.MakePlan(Request(layout, [Blank("NEW0", first * GiB), .. second > 0 ? new[] { Blank("NEW1", second * GiB) } : []])));
    }

    private static void Compare(string name, RebuildPlan plan)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "../../../Rebuilds/Planning/Plans", name + ".txt");
        string text = PlanText.Render(plan);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }
}
