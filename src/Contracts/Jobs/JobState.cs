namespace Monitas.Contracts.Jobs;

/// <summary>
/// Where a job stands. The order of a job's life is Queued, WaitingForMachine, (WaitingForApproval,) Running,
/// (WaitingForBeacon,) and one of the four ends.
/// </summary>
public enum JobState
{
    /// <summary>Made, not yet offered to the machine.</summary>
    Queued,

    /// <summary>The machine is not connected (or, for a rebuild, has not booted from the network).</summary>
    WaitingForMachine,

    /// <summary>The plan is made; the sysadmin has not yet approved it.</summary>
    WaitingForApproval,

    /// <summary>The agent works on it.</summary>
    Running,

    /// <summary>Rebuild only: data is restored and the machine restarts; its own system must report before the job has succeeded.</summary>
    WaitingForBeacon,

    /// <summary>Done, nothing to report.</summary>
    Succeeded,

    /// <summary>Done, and there is a list of things to know.</summary>
    FinishedWithWarnings,

    /// <summary>Not done; the job says why.</summary>
    Failed,

    /// <summary>Stopped by the sysadmin.</summary>
    Cancelled,
}
