using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Pairing;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Api;

/// <summary>Unknown PCs that wait for the sysadmin.</summary>
internal sealed class PairingRoutes(PairingDesk desk, MachineRoutes machines)
{
    /// <summary>All that show a code.</summary>
    public Task ListAsync(HttpContext context) => context.JsonAsync(Views(), ApiJson.Default.IReadOnlyListPairingView);

    /// <summary>Makes one of them a machine.</summary>
    public async Task PairAsync(HttpContext context)
    {
        PairRequest request = await context.BodyAsync(ApiJson.Default.PairRequest);
        MachineRoutes.RequireName(request.Name);
        try
        {
            await context.JsonAsync(machines.View(desk.Approve(request.Code, request.Name, context.Who())), ApiJson.Default.MachineView);
        }
        catch (PairingException e)
        {
            throw new ApiException(e.Code, e.Message);
        }
    }

    /// <summary>All that show a code, the oldest first.</summary>
    public IReadOnlyList<PairingView> Views() => [.. desk.Waiting.Select(View)];

    private PairingView View(WaitingMachine waiting)
    {
        MachineFacts facts = waiting.Facts ?? new MachineFacts();
        return new PairingView(
            waiting.Code, facts.Model, facts.SerialNumber, facts.SmbiosUuid, facts.MacAddresses, waiting.Address,
            [.. facts.Disks.Select(DiskText.Of)], waiting.Created, waiting.LastAsked, desk.Resembling(waiting)?.Name ?? "");
    }
}
