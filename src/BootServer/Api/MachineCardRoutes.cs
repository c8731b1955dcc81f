using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Jobs.Rules;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Api;

/// <summary>The network cards by which machines are known when they start from the network.</summary>
internal sealed class MachineCardRoutes(ICatalog catalog, Lookup lookup, MachineRoutes machines, ILogger<MachineCardRoutes> logger)
{
    /// <summary>Gives a machine cards that its agent has not told: a PC with a new card is known before it starts.</summary>
    public async Task AddAsync(HttpContext context)
    {
        CardsRequest request = await context.BodyAsync(ApiJson.Default.CardsRequest);
        MachineRecord machine = lookup.Machine(context.Route("name"));
        IReadOnlyList<string> cards = Read(request.MacAddresses);
        if (cards.Count == 0)
        {
            throw ApiException.BadRequest($"Which card has {machine.Name} got? Name its MAC address, like 52:54:00:12:34:56.");
        }
        if (MachineCards.OtherHolder(catalog.ListMachines(), machine, cards) is { } other)
        {
            throw new ApiException(ErrorCode.Conflict,
                $"{string.Join(", ", other.MacAddresses.Intersect(cards))} is a card of {other.Name}: if it is in {machine.Name} now, type first: monitas-server machine remove-card {other.Name} {other.MacAddresses.Intersect(cards).First()}");
        }
        await ChangeAsync(context, machine, m => MachineCards.Given(m, cards), $"given the network card {string.Join(", ", cards)}");
    }

    /// <summary>Takes a card from a machine.</summary>
    public Task RemoveAsync(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Route("name"));
        string card = Read([context.Route("mac")])[0];
        if (!machine.MacAddresses.Contains(card))
        {
            throw ApiException.BadRequest($"{machine.Name} has no card {card}: it has {(machine.MacAddresses.Count > 0 ? string.Join(", ", machine.MacAddresses) : "none that is known")}.");
        }
        return ChangeAsync(context, machine, m => MachineCards.Without(m, card), $"deprived of the network card {card}");
    }

    /// <summary>Reads MAC addresses as they were typed.</summary>
    /// <exception cref="ApiException">One is none.</exception>
    public static IReadOnlyList<string> Read(IEnumerable<string> typed)
    {
        var cards = new List<string>();
        foreach (string text in typed)
        {
            if (!MachineCards.TryRead(text, out string card))
            {
                throw ApiException.BadRequest($"'{text}' is no MAC address of a network card: write it like 52:54:00:12:34:56.");
            }
            cards.Add(card);
        }
        return [.. cards.Distinct()];
    }

    private Task ChangeAsync(HttpContext context, MachineRecord machine, Func<MachineRecord, MachineRecord> change, string what)
    {
        MachineRecord changed = catalog.UpdateMachine(machine.Id, change) ?? lookup.Machine(machine.Name);
        ApiMessages.MachineChanged(logger, machine.Name, what, context.Who());
        return context.JsonAsync(machines.View(changed), ApiJson.Default.MachineView);
    }
}
