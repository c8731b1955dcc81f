using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Jobs;

/// <summary>What is to be done after a job's new state is stored.</summary>
internal abstract record JobAction
{
    /// <summary>Hand the order to the agent.</summary>
    public sealed record SendOrder : JobAction;

    /// <summary>Tell the agent to stop.</summary>
    public sealed record SendCancel : JobAction;

    /// <summary>Tell the agent that the end of its part is stored.</summary>
    /// <param name="Go">And that it may restart into the boot image now.</param>
    public sealed record Acknowledge(bool Go = false) : JobAction;

    /// <summary>Order the machine's own system to make itself ready for the boot image.</summary>
    public sealed record EnterBootImage : JobAction;

    /// <summary>End the session of the boot image.</summary>
    /// <param name="Reason">Why, in at most 120 characters.</param>
    public sealed record DropSession(string Reason) : JobAction;

    /// <summary>
    /// Wake the machine that is to work on the job. For a rebuild also when its session is open: that may be the session of a PC which has just lost its
    /// power, and the packet does nothing to one that runs.
    /// </summary>
    public sealed record Wake : JobAction;

    /// <summary>Make a plan against these disks.</summary>
    /// <param name="Facts">The machine as the boot image sees it.</param>
    public sealed record MakePlan(MachineFacts Facts) : JobAction;

    /// <summary>Show a sentence to the person in front of the machine.</summary>
    /// <param name="Text">The sentence.</param>
    public sealed record Notify(string Text) : JobAction;

    /// <summary>Have the server itself work on the job; one that it works on already goes on.</summary>
    public sealed record BeginHere : JobAction;

    /// <summary>Have the server stop its work on the job.</summary>
    public sealed record StopHere : JobAction;

    private JobAction()
    {
    }
}
