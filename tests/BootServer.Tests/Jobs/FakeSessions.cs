using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Sessions that keep what was sent.</summary>
internal sealed class FakeSessions : IAgentSessions
{
    public Dictionary<MachineId, AgentEnvironment> Connected { get; } = [];

    public List<ServerMessage> Sent { get; } = [];

    public List<MachineId> Dropped { get; } = [];

    public bool IsBroken { get; set; }

    public bool IsConnected(MachineId machine, AgentEnvironment environment) => Connected.TryGetValue(machine, out AgentEnvironment where) && where == environment;

    public ValueTask<bool> SendAsync(MachineId machine, ServerMessage message, CancellationToken cancellationToken)
    {
        bool ok = Connected.ContainsKey(machine) && !IsBroken;
        if (ok)
        {
            // A test's own thread looks meanwhile.
            lock (Sent)
            {
                Sent.Add(message);
            }
        }
        return ValueTask.FromResult(ok);
    }

    public void Drop(MachineId machine, string reason)
    {
        Connected.Remove(machine);
        Dropped.Add(machine);
    }

    /// <summary>Takes out what was sent so far.</summary>
    public IReadOnlyList<T> Take<T>()
        where T : ServerMessage
    {
        lock (Sent)
        {
            T[] found = [.. Sent.OfType<T>()];
            Sent.RemoveAll(m => m is T);
            return found;
        }
    }
}
