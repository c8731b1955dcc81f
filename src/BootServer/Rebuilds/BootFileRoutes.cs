using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Rebuilds;

/// <summary>The boot image's files for a machine whose own system was told to restart into it.</summary>
internal sealed class BootFileRoutes(JobEngine jobs, ICatalog catalog, BootImageOrders orders)
{
    /// <summary>Sends one file.</summary>
    public async Task GetAsync(HttpContext context, AgentIdentity identity)
    {
        JobRecord? job = jobs.FindRestarting(JobRequests.Number(context, identity), identity.Machine);
        if (job is null || identity.Environment != AgentEnvironment.Live || catalog.FindMachine(identity.Machine) is not { } machine)
        {
            throw new AgentRequestException(ErrorCode.Forbidden, "The boot image is given to a machine that has the order to restart into it, and to no other.");
        }
        string name = context.Request.RouteValues["file"] as string ?? "";
        string path = orders.Find(machine, name) ?? throw new AgentRequestException(ErrorCode.NotFound, $"The boot image has no file '{name}'.");
        await using FileStream file = File.OpenRead(path);
        await FileAnswer.SendAsync(context, file).ConfigureAwait(false);
    }
}
