using System;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Rebuilds;
using Monitas.BootServer.Tests.Rebuilds.Planning;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.BootServer.Tests.Rebuilds;

public sealed class ArchiveDamagePlanTests
{
    [Fact]
    public void MakePlan_ArchiveOfWhichChunksAreDamaged_SaysHowManyFilesAreHitAndHowToListThem()
    {
        RebuildPlan plan = Plan("Damaged: 3 files cannot be restored, since 2 chunks are damaged; a backup that has the same content again heals that.");

        Assert.Empty(plan.Refusals);
        Assert.Equal(
            "The archive is not whole: 3 files cannot be restored, since 2 chunks are damaged; a backup that has the same content again heals that. "
            + "What is hit is left out; monitas-server archive verify pc1 7 lists it.",
            Assert.Single(plan.Warnings));
    }

    [Fact]
    public void MakePlan_ArchiveWithChunksInNoVolume_SaysSoAndIsAnotherPlanThanBefore()
    {
        RebuildPlan plan = Plan("Not whole: 5 of its chunks are in no volume of the store.");

        Assert.Contains("5 of its chunks are in no volume of the store", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.NotEqual(Plan().Hash(), plan.Hash());
    }

    [Fact]
    public void MakePlan_ArchiveThatIsLost_IsRefused()
    {
        RebuildPlan plan = Plan("Lost: volume 1 with its list of files is not in the store.");

        Assert.Contains("rebuild from another archive", Assert.Single(plan.Refusals), StringComparison.Ordinal);
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void MakePlan_OtherWarningsOfTheArchive_AreNoDamage() => Assert.Empty(Plan("/var/lib/x changed while it was read.").Warnings);

    private static RebuildPlan Plan(params string[] marks)
    {
        MachineLayout layout = SampleLayouts.BiosOnGpt();
        MachineRecord machine = new() { Id = new MachineId(Guid.Empty), Name = "pc1", Created = SampleLayouts.ArchiveTime };
        VolumeId volume = new(Guid.Empty);
        ArchiveRecord archive = new()
        {
            Id = new ArchiveId(Guid.Empty),
            Machine = machine.Id,
            Number = 7,
            Time = SampleLayouts.ArchiveTime,
            Volume = volume,
            Volumes = [volume],
            Layout = layout,
            Warnings = marks,
        };
        return new RebuildPlanning(new ServerSettings()).MakePlan(machine, null, archive, layout, new MachineFacts { Firmware = FirmwareKind.Bios, Disks = [SampleLayouts.Blank("ABC", 12L << 30)] }, []);
    }
}
