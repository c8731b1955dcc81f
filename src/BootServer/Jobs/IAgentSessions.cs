using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs;

/// <summary>The open sessions of agents, as the job engine needs them.</summary>
internal interface IAgentSessions
{
    /// <summary>Has the machine's agent an open session, and does it run there?</summary>
    bool IsConnected(MachineId machine, AgentEnvironment environment);

    /// <summary>
    /// Hands a message to the machine's session; false when there is none or it broke. True means handed over, not received: the agent's
    /// answers say that. Must not call back into the engine before it returns.
    /// </summary>
    ValueTask<bool> SendAsync(MachineId machine, ServerMessage message, CancellationToken cancellationToken);

    /// <summary>Closes the machine's session, if it has one; its end is told to the engine later.</summary>
    void Drop(MachineId machine, string reason);
}
