using Monitas.Catalog.Records;

namespace Monitas.BootServer.Jobs;

/// <summary>Wakes the machines of jobs that wait for them.</summary>
internal interface IJobWakeUp
{
    /// <summary>Tries to wake the machine, and says in the job's log what was done. That it cannot be woken is no failure.</summary>
    /// <param name="job">The job.</param>
    /// <param name="machine">The machine that is to work on it.</param>
    void WakeFor(JobRecord job, MachineRecord machine);
}
