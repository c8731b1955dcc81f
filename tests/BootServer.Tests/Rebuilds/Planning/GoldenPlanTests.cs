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
