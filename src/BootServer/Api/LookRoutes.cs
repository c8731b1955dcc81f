using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Api;

/// <summary>A machine as it is at this moment: its own system is asked first.</summary>
internal sealed class LookRoutes(ICatalog catalog, Lookup lookup, JobEngine engine, MachineRoutes machines, TimeProvider clock)
{
    /// <summary>A person waits for the answer, and an agent that is there gives it within a second.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks, waits a moment, and shows what is known then.</summary>
    public async Task LookAsync(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Route("name"));
        if (await engine.AskHowItIsAsync(machine.Id, context.RequestAborted))
        {
            machine = await AnsweredAsync(machine, context.RequestAborted);
        }
        await context.JsonAsync(machines.View(machine), ApiJson.Default.MachineView);
    }

    private async Task<MachineRecord> AnsweredAsync(MachineRecord before, CancellationToken cancellationToken)
    {
        long asked = clock.GetTimestamp();
        MachineRecord now = before;
        while (now.LastSeen == before.LastSeen && clock.GetElapsedTime(asked) < Limit)
        {
            await Task.Delay(Pause, clock, cancellationToken);
            now = catalog.FindMachine(before.Id) ?? before;
        }
        return now;
    }
}
