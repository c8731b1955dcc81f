using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Jobs;

/// <summary>Plans wipes and certifies them, for the job engine.</summary>
internal interface IWipeDesk
{
    /// <summary>Which disks are erased and how. Pure: the same input gives the same plan, byte for byte. What stands against it is in the plan's refusals.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="facts">Its disks as they are now (or were when last seen, for a provisional plan).</param>
    /// <param name="parameters">What was ordered.</param>
    /// <param name="isProvisional">Only to look at: the boot image may not have looked at the disks yet.</param>
    WipePlan MakePlan(MachineRecord machine, MachineFacts facts, JobParameters parameters, bool isProvisional);

    /// <summary>Makes and keeps a certificate for each disk of the job's approved plan that was erased.</summary>
    /// <param name="job">The job; it still runs.</param>
    /// <param name="outcomes">What the agent says.</param>
    void Certify(JobRecord job, IReadOnlyList<WipeOutcome> outcomes);
}
