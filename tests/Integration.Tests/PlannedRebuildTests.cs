using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.BareMetal;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks;
using Monitas.Agent.Tests.Disks;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.BootServer.Tests.Rebuilds.Planning;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>What the agent records the server plans with, and what the server plans the agent runs.</summary>
public sealed class PlannedRebuildTests
{
    [Fact]
    public void MakePlan_WhatTheAgentRecordsOfARealStack_IsPlannedAndAccepted()
    {
        MachineLayout recorded = LayoutBuilder.Build(StorageSample.Source());

        RebuildPlan plan = Plan(recorded, recorded.Disks.Select(d => d.SizeBytes));

        Assert.Equal(recorded.Unsupported, plan.Refusals);
        MachineLayout layout = recorded with { Unsupported = [] };
        foreach (long more in new[] { 0, 64L << 20, 8L << 30 })
        {
            Accepted(Plan(layout, layout.Disks.Select(d => d.SizeBytes + more)));
        }
    }

    [Fact]
    public void Refusal_PlansForMachinesOfEveryKind_IsNone()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            MachineLayout layout = RandomMachine.Make(seed);
            Accepted(Plan(layout, layout.Disks.Select(d => d.SizeBytes + ((long)(seed % 3) << 30))));
        }
    }

    [Fact]
    public void Refusal_SamplePlans_IsNone() =>
        Assert.All(
            [SampleContainers.RaidLuksLvm(), SampleContainers.RaidLvmThin(), SampleContainers.LuksUnderLvm(), SampleContainers.LuksOverLvm(), SampleContainers.BtrfsOnTwo()],
            layout => Accepted(Plan(layout, layout.Disks.Select(d => d.SizeBytes / 20 * 12))));

    /// <summary>The agent finds nothing wrong with it, and has a command for each thing that it makes.</summary>
    private static void Accepted(RebuildPlan plan)
    {
        Assert.Empty(plan.Refusals);
        Assert.Equal("", PlanCheck.Refusal(plan, plan.Hash(), FirmwareKind.Bios));
        foreach (PlanStep step in plan.Steps)
        {
            IReadOnlyList<string>? arguments = step switch
            {
                MakeArray { Array: var array } => MdadmCommand.Create(array, "/dev/md100", array.Members, array.Spares),
                MakeEncryption { Encryption: var encryption } => CryptsetupCommand.Format(encryption, "/dev/x"),
                MakePhysicalVolume make => LvmCommand.MakePhysicalVolume(make.PhysicalVolume, "/dev/x"),
                MakeVolumeGroup make => LvmCommand.MakeGroup(make, make.Devices),
                MakeLogicalVolume make => LvmCommand.MakeVolume(make, ["/dev/x"]),
                MakeFileSystem { FileSystem: var made } => MkfsCommand.For(made, "/dev/x", [.. made.Btrfs?.Devices.Skip(1) ?? []])?.Arguments ?? [],
                _ => null,
            };
            Assert.True(arguments is null or [_, ..], step.Description);
        }
    }

    private static RebuildPlan Plan(MachineLayout layout, IEnumerable<long> sizes) => RebuildPlanner.MakePlan(
        SampleLayouts.Request(layout, [.. layout.Disks.Zip(sizes, (d, s) => SampleLayouts.Blank("NEW" + d.Name, s))]) with
        {
            Disks = [.. layout.Disks.Select(d => new DiskChoice(d.Name, "NEW" + d.Name))],
        });
}
