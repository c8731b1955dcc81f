using System;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Boot.WakeOnLan;

/// <summary>Wakes the machine of a job that waits for it, and says so in the job's log. A machine that cannot be woken is no failure: somebody switches it on.</summary>
internal sealed class JobWakeUp(IWaker waker, ICatalog catalog, TimeProvider clock) : IJobWakeUp
{
    /// <inheritdoc/>
    public void WakeFor(JobRecord job, MachineRecord machine)
    {
        if (machine.MacAddresses.Count == 0)
        {
            return;
        }

        catalog.AppendJobLog(new JobLogRecord { Job = job.Id, Time = clock.GetUtcNow(), Text = Wake(machine) });
    }

    private string Wake(MachineRecord machine)
    {
        try
        {
            return $"Sent wake-up packets for {string.Join(", ", machine.MacAddresses)} to {string.Join(", ", waker.Wake(machine.MacAddresses))}. If it is off and does not start within two minutes, switch it on.";
        }
        catch (NetbootException e)
        {
            return $"The machine could not be woken, so it must be switched on by hand: {e.Message}";
        }
    }
}
