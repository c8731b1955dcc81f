using Monitas.BootServer.Jobs.ServerWork;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Jobs;

/// <summary>What can happen to a job.</summary>
internal abstract record JobEvent
{
    /// <summary>It is this job's turn and the machine's live agent is connected.</summary>
    public sealed record Turn : JobEvent;

    /// <summary>The machine is not there: for a rebuild it has not said that it is in the boot image, for all else it is not connected.</summary>
    /// <param name="Asked">A rebuild's machine has a session of the boot image and was asked whether it is still there.</param>
    /// <param name="IsLive">A rebuild's machine runs its own system and is connected.</param>
    public sealed record MachineAway(bool Asked = false, bool IsLive = false) : JobEvent;

    /// <summary>A rebuild or wipe with --restart: the machine's own system is connected.</summary>
    /// <param name="BootId">The start of it.</param>
    public sealed record MachineLive(string BootId) : JobEvent;

    /// <summary>The order to go into the boot image cannot be made.</summary>
    /// <param name="Reason">One sentence, or more.</param>
    public sealed record RestartImpossible(string Reason) : JobEvent;

    /// <summary>The agent on the machine's own system has said hello.</summary>
    /// <param name="Facts">What it said.</param>
    /// <param name="HasJob">It works on this job.</param>
    /// <param name="IsElsewhere">It runs on other hardware than the PC onto which the job rebuilds the machine.</param>
    public sealed record LiveHello(MachineFacts Facts, bool HasJob, bool IsElsewhere = false) : JobEvent;

    /// <summary>The agent in the boot image has said hello.</summary>
    /// <param name="Facts">What it said.</param>
    /// <param name="HasJob">It works on this job.</param>
    public sealed record BootImageHello(MachineFacts Facts, bool HasJob) : JobEvent;

    /// <summary>The agent that works on this job is no longer connected.</summary>
    public sealed record AgentLost : JobEvent;

    /// <summary>The order could not be handed over.</summary>
    /// <param name="Attempt">The attempt whose order it was: by now another one may have been handed over.</param>
    public sealed record OrderNotSent(int Attempt) : JobEvent;

    /// <summary>The agent has taken the order.</summary>
    public sealed record AgentStarted : JobEvent;

    /// <summary>The agent has come to another phase.</summary>
    /// <param name="Phase">The phase.</param>
    /// <param name="Text">The step in words.</param>
    public sealed record PhaseEntered(JobPhase Phase, string Text) : JobEvent;

    /// <summary>The agent's part is over.</summary>
    /// <param name="Message">What it said.</param>
    public sealed record AgentFinished(JobFinished Message) : JobEvent;

    /// <summary>A plan was made against the disks that the boot image showed.</summary>
    /// <param name="Plan">The plan.</param>
    /// <param name="BootId">The boot image's start that showed them.</param>
    /// <param name="MachineIsLive">The machine runs elsewhere while another PC is to become it: nothing may be begun by itself.</param>
    public sealed record PlanMade(RebuildPlan Plan, string BootId, bool MachineIsLive = false) : JobEvent;

    /// <summary>A plan of a wipe was made against the disks that the boot image showed.</summary>
    /// <param name="Plan">The plan.</param>
    /// <param name="BootId">The boot image's start that showed them.</param>
    public sealed record WipePlanMade(WipePlan Plan, string BootId) : JobEvent;

    /// <summary>No plan can be made.</summary>
    /// <param name="Reason">One sentence.</param>
    public sealed record PlanImpossible(string Reason) : JobEvent;

    /// <summary>The sysadmin approves a plan.</summary>
    /// <param name="Hash">The hash of the plan that was looked at.</param>
    /// <param name="Who">Who approves.</param>
    public sealed record Approved(string Hash, string Who) : JobEvent;

    /// <summary>The sysadmin stops the job.</summary>
    /// <param name="Who">Who stops it.</param>
    public sealed record CancelAsked(string Who) : JobEvent;

    /// <summary>Something to note in the timeline, such as a stage of the network boot.</summary>
    /// <param name="Stage">A short fixed word.</param>
    /// <param name="Text">One line for a person.</param>
    public sealed record Noted(string Stage, string Text) : JobEvent;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : JobEvent;

    /// <summary>The server was started; no agent is connected yet.</summary>
    public sealed record ServerStarted : JobEvent;

    /// <summary>The server has done a job of its own, or could not.</summary>
    /// <param name="End">How it ended.</param>
    public sealed record ServerDone(ServerWorkEnd End) : JobEvent;

    private JobEvent()
    {
    }
}
