using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Boot;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>The network cards by which a machine is known: those that its agent tells, and those that the sysadmin has given it. Pure.</summary>
internal static class MachineCards
{
    /// <summary>The lowest bit of an address' first byte: it is a group's, and no card's (IEEE 802, I/G).</summary>
    private const ulong GroupBit = 1UL << 40;

    /// <summary>Reads a card's address as a person types it.</summary>
    /// <param name="text">Six pairs of hexadecimal digits, with ':' or '-' between them or without.</param>
    /// <param name="card">Lower case with colons.</param>
    public static bool TryRead(string text, out string card)
    {
        bool isCard = MacAddress.TryParse(text.Trim(), out MacAddress mac) && mac.Value != 0 && (mac.Value & GroupBit) == 0;
        card = isCard ? mac.ToString() : "";
        return isCard;
    }

    /// <summary>
    /// The machine after its agent has told its cards: these are its cards from now on, and beside them those that the sysadmin has given it and no
    /// agent has told yet. He may have given them before the old card's last word.
    /// </summary>
    /// <param name="machine">As it was.</param>
    /// <param name="told">What the agent told; nothing when it could not read them.</param>
    public static MachineRecord Told(MachineRecord machine, IReadOnlyList<string> told)
    {
        string[] cards = [.. told.Select(text => MacAddress.TryParse(text, out MacAddress mac) ? mac.ToString() : "").Where(card => card.Length > 0).Distinct()];
        if (cards.Length == 0)
        {
            return machine;
        }

        string[] awaited = [.. machine.AwaitedCards.Except(cards)];
        return machine with { MacAddresses = [.. cards, .. awaited], AwaitedCards = awaited };
    }

    /// <summary>The machine after the sysadmin has given it cards.</summary>
    public static MachineRecord Given(MachineRecord machine, IReadOnlyList<string> cards)
    {
        string[] added = [.. cards.Except(machine.MacAddresses)];
        return machine with { MacAddresses = [.. machine.MacAddresses, .. added], AwaitedCards = [.. machine.AwaitedCards, .. added] };
    }

    /// <summary>The machine after the sysadmin has taken a card from it. One that is in it comes back with its agent's next hello.</summary>
    public static MachineRecord Without(MachineRecord machine, string card) => machine with
    {
        MacAddresses = [.. machine.MacAddresses.Where(own => own != card)],
        AwaitedCards = [.. machine.AwaitedCards.Where(own => own != card)],
    };

    /// <summary>A machine other than <paramref name="machine"/> that has one of these cards; null when none has.</summary>
    public static MachineRecord? OtherHolder(IEnumerable<MachineRecord> machines, MachineRecord machine, IReadOnlyList<string> cards) =>
        machines.FirstOrDefault(other => other.Id != machine.Id && other.MacAddresses.Intersect(cards, StringComparer.OrdinalIgnoreCase).Any());

    /// <summary>
    /// The machine that a PC may be which has none of the known cards: the only one with its SMBIOS UUID, and with no other serial number. Cheap boards share
    /// UUIDs and have no serial number, so this is a question for the sysadmin and never an answer; null when there is no such machine, or several.
    /// </summary>
    /// <param name="machines">Those that it may be.</param>
    /// <param name="facts">What the PC's agent told.</param>
    public static MachineRecord? Resembling(IEnumerable<MachineRecord> machines, MachineFacts facts)
    {
        if (!Guid.TryParse(facts.SmbiosUuid, out Guid told) || SmbiosUuids.FindIdentity(told) is not { } uuid)
        {
            return null;
        }

        MachineRecord[] same = [.. machines.Where(machine => Guid.TryParse(machine.SmbiosUuid, out Guid own) && own == uuid).Take(2)];
        return same is [{ } only] && IsSameOrUnknown(only.SerialNumber, facts.SerialNumber) ? only : null;
    }

    /// <summary>May these be the serial numbers of one PC?</summary>
    public static bool IsSameOrUnknown(string known, string told) => known.Length == 0 || told.Length == 0 || known.Equals(told, StringComparison.OrdinalIgnoreCase);
}
