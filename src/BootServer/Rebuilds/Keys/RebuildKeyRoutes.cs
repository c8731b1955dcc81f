using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Agents;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Rebuilds.Keys;

/// <summary>Passphrases of a rebuild, for the agent that makes the LUKS devices.</summary>
internal sealed class RebuildKeyRoutes(JobRequests requests, RebuildKeyDesk desk)
{
    /// <summary>Answers the agent of the job.</summary>
    public Task GiveAsync(HttpContext context, AgentIdentity identity) =>
        SecretAnswer.SendAsync(context, desk.ForAgent(requests.Running(context, identity), identity), ContractsJson.Default.RebuildKeys);
}
