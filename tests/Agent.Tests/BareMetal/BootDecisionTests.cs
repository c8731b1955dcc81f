using System;
using System.Collections.Generic;
using Monitas.Agent.BareMetal;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks.Wire;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

public sealed class BootDecisionTests
{
    private static readonly EfiLoadOption Wanted = new()
    {
        Description = "debian",
        Active = true,
        PartitionId = new Guid("71e65211-f2dc-3545-9885-9e1f033a28d6"),
        PartitionNumber = 1,
        PartitionStart = 2048,
        PartitionSize = 131072,
        File = @"\EFI\debian\shimx64.efi",
    };

    [Fact]
    public void BootOrderPlan_OldEntries_KeepsTheRightOneAndDropsTheStale()
    {
        Dictionary<ushort, EfiLoadOption> entries = new()
        {
            [0] = Wanted with { PartitionId = Guid.NewGuid() },
            [1] = Wanted with { PartitionStart = 4096 },
            [2] = Wanted with { File = @"\efi\DEBIAN\shimx64.efi", Description = "Debian" },
            [3] = Wanted with { Description = "windows", File = @"\EFI\Microsoft\Boot\bootmgfw.efi" },
            [4] = Wanted,
        };

        BootOrderPlan plan = BootOrderPlan.Make(entries, Wanted);

        Assert.Equal((ushort)2, plan.Existing);
        Assert.Equal([1, 4], plan.Stale);
        Assert.Null(BootOrderPlan.Make(new Dictionary<ushort, EfiLoadOption>(), Wanted).Existing);
    }

    [Theory]
    [InlineData(new ushort[] { 9, 2 }, 5, 9, new ushort[] { 9, 5, 2 })]
    [InlineData(new ushort[] { 2, 9 }, 5, null, new ushort[] { 5, 2, 9 })]
    [InlineData(new ushort[] { 2, 3 }, 5, 9, new ushort[] { 5, 2, 3 })]
    [InlineData(new ushort[] { 9, 5, 2 }, 5, 9, new ushort[] { 9, 5, 2 })]
    [InlineData(new ushort[] { 9, 7, 2 }, 5, 9, new ushort[] { 9, 5, 2 })]
    public void Order_NewEntry_StaysBehindTheNetwork(ushort[] before, int entry, int? current, ushort[] after) =>
        Assert.Equal(after, BootOrderPlan.Order(before, (ushort)entry, (ushort?)current, [7]));

    [Fact]
    public void InitramfsAdvice_ModulesMost_SkipsAndSaysWhy()
    {
        InitramfsAdvice advice = InitramfsAdvice.Decide(Debian);

        Assert.Equal("", advice.Tool);
        Assert.False(advice.IsProblem);
        Assert.Contains("MODULES=most", advice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void InitramfsAdvice_NarrowOrMissingImages_AreMadeAnew()
    {
        Assert.Equal("update-initramfs", InitramfsAdvice.Decide(Debian with { Modules = "dep" }).Tool);
        Assert.Equal("update-initramfs", InitramfsAdvice.Decide(Debian with { WithImage = [] }).Tool);
        Assert.Equal("dracut", InitramfsAdvice.Decide(Debian with { HasInitramfsTools = false, HasDracut = true }).Tool);
    }

    [Fact]
    public void InitramfsAdvice_NothingToWorkWith_IsAWarning()
    {
        Assert.True(InitramfsAdvice.Decide(Debian with { Kernels = [], WithImage = [] }).IsProblem);
        Assert.True(InitramfsAdvice.Decide(Debian with { HasInitramfsTools = false }).IsProblem);
        Assert.Contains("on the EFI system partition", InitramfsAdvice.Decide(Debian with { Kernels = [], WithImage = [], StartsFromEfi = true }).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ModulesOf_LaterFiles_Win() =>
        Assert.Equal("dep", InitramfsAdvice.ModulesOf(["# MODULES=list\nMODULES=most\n", "  MODULES=\"dep\" # small\n"]));

    private static InitramfsFacts Debian => new() { Kernels = ["6.1.0-56-amd64"], WithImage = ["6.1.0-56-amd64"], HasInitramfsTools = true, Modules = "most" };
}
