using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Api;

/// <summary>Provisional plans of preps.</summary>
internal sealed class PrepRoutes(ICatalog catalog, Lookup lookup, PrepOrders orders, IRebuildPlanning planning)
{
    /// <summary>A plan against the disks last seen, to look at.</summary>
    public async Task PlanAsync(HttpContext context)
    {
        JobRequest request = await context.BodyAsync(ApiJson.Default.JobRequest);
        MachineRecord machine = lookup.Machine(request.Machine);
        JobParameters parameters = orders.Parameters(request, machine);
        ArchiveRecord? archive = parameters.Archive is { } id ? catalog.FindArchive(id) ?? throw ApiException.NotFound("The archive was removed just now.") : null;
        string from = archive is null ? "" : catalog.FindMachine(archive.Machine)?.Name ?? archive.Machine.ToString();
        RebuildPlan? plan = machine.Facts is { Disks.Count: > 0 } facts ? planning.MakePrepPlan(machine, archive, from, facts, parameters) : null;
        await context.JsonAsync(new PrepPlanReply(machine.Name, plan, plan is null ? null : machine.LastSeen), ApiJson.Default.PrepPlanReply);
    }
}
