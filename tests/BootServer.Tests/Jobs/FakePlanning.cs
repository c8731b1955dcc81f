using System;
using System.Collections.Generic;
using Monitas.BootServer.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Plans onto the first disk that the machine shows.</summary>
internal sealed class FakePlanning : IRebuildPlanning
{
    public IReadOnlyList<string> Refusals { get; set; } = [];

    /// <summary>The steps of the next rebuild; null for those of the sample.</summary>
    public IReadOnlyList<PlanStep>? Steps { get; set; }

    public Exception? Fault { get; set; }

    public RebuildPlan MakePrepPlan(MachineRecord machine, ArchiveRecord? archive, string archiveOf, MachineFacts facts, JobParameters parameters) =>
        Fault is not null ? throw Fault : JobSamples.Plan(facts.Disks[0].Serial, facts.Disks[0].Content, Refusals) with { Machine = machine.Id, MachineName = machine.Name, PrepFrom = archiveOf, Archive = archive?.Id ?? default };

    public RebuildPlan MakePlan(MachineRecord machine, MachineRecord? onto, ArchiveRecord archive, MachineLayout layout, MachineFacts facts, IReadOnlyList<DiskChoice> disks) =>
        Fault is not null ? throw Fault : JobSamples.Plan(facts.Disks[0].Serial, facts.Disks[0].Content, Refusals) with { Machine = machine.Id, MachineName = machine.Name, Onto = onto?.Name, Archive = archive.Id, Steps = Steps ?? JobSamples.Plan().Steps };
}
