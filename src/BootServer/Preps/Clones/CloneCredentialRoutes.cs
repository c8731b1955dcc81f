using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Agents;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Preps.Clones;

/// <summary>The credential of a clone, for the agent that makes it.</summary>
internal sealed class CloneCredentialRoutes(JobRequests requests, CloneCredentials credentials)
{
    /// <summary>Answers the agent of the job.</summary>
    public Task GiveAsync(HttpContext context, AgentIdentity identity) =>
        SecretAnswer.SendAsync(context, credentials.Give(requests.Running(context, identity), identity), ContractsJson.Default.EnrollReply);
}
