using System.Linq;
using CsCheck;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;
using Xunit;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleLayouts;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

public sealed class PlanPropertyTests
{
    [Fact]
    public void MakePlan_AnyMachineOnAnyDisks_IsRefusedOrHolds() => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Long[4 * GiB, 80 * GiB].Array[4], Gen.Bool).Sample(
        (seed, sizes, large) =>
        {
            MachineLayout layout = RandomMachine.Make(seed);
            RebuildPlan plan = Plan(layout, large ? 4096 : 512, sizes);
            if (plan.Refusals.Count > 0)
            {
                Assert.Empty(plan.Steps);
                return;
            }

            PlanJudge.Check(plan, layout);
        },
        iter: 3000, threads: 1);

    [Fact]
    public void MakePlan_AnyMachineOnDisksOfItsOwnSizes_KeepsWhatItHad() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            MachineLayout layout = RandomMachine.Make(seed);

            RebuildPlan plan = Plan(layout, 512, [.. layout.Disks.Select(d => d.SizeBytes)]);

            Assert.Empty(plan.Refusals);
            PlanJudge.Check(plan, layout);
            Assert.Equal(layout.VolumeGroups.SelectMany(g => g.Volumes).ToDictionary(v => v.Name, v => v.SizeBytes), plan.Steps.OfType<MakeLogicalVolume>().ToDictionary(v => v.Volume.Name, v => v.Volume.SizeBytes));
        },
        iter: 1000, threads: 1);

    [Fact]
    public void MakePlan_AnyMachineOnBiggerDisks_IsNotRefused() => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Long[0, 40 * GiB].Array[4]).Sample(
        (seed, more) =>
        {
            MachineLayout layout = RandomMachine.Make(seed);

            RebuildPlan plan = Plan(layout, 512, [.. layout.Disks.Zip(more, (d, m) => d.SizeBytes + m)]);

            Assert.Empty(plan.Refusals);
            PlanJudge.Check(plan, layout);
        },
        iter: 1000, threads: 1);

    private static RebuildPlan Plan(MachineLayout layout, int sectorBytes, long[] sizes) => RebuildPlanner.MakePlan(
        Request(layout, [.. layout.Disks.Zip(sizes, (d, s) => Blank("NEW" + d.Name, s / sectorBytes * sectorBytes, sectorBytes))]) with
        {
            Disks = [.. layout.Disks.Select(d => new DiskChoice(d.Name, "NEW" + d.Name))],
        });
}
