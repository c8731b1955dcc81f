using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>What it means when a machine was offered a boot file and fetched nothing. Pure.</summary>
internal static class OfferRules
{
    /// <summary>A card asks at once when its link is up; who asks for longer was not heard before.</summary>
    private const int LateSeconds = 10;

    /// <summary>The verdict.</summary>
    public static BootVerdict Read(IReadOnlyList<BootStep> steps, BootSurroundings around)
    {
        BootStep first = steps[0];
        BootStep? request = steps.LastOrDefault(s => s.Kind == BootStepKind.Request);
        bool askedBootServer = steps.Any(s => s.Kind == BootStepKind.BootServer);
        string relay = steps.Select(s => s.Relay).LastOrDefault(r => r.Length > 0) ?? "";
        if (request is null && !askedBootServer)
        {
            return NothingTaken(first, relay, around);
        }

        if (around.Rivals.Count > 0)
        {
            return BootVerdict.Trouble(
                BootCause.RivalServer,
                $"The machine has an address and fetched nothing here; another server that offers boot files was seen: {string.Join(", ", around.Rivals)}. It probably took that one's.",
                "Switch network boot off on the other server, or let it ignore this machine.");
        }

        return BootVerdict.Trouble(
            BootCause.TftpBlocked,
            "The machine has an address and was told what to load, and no request for it came: UDP port 69 does not get through to this server, or another boot server was quicker.",
            "Let UDP port 69 (and UDP 4011) through this server's firewall: nft add rule inet filter input udp dport { 67, 69, 4011 } accept. monitas-server boot doctor looks at the firewall and for other boot servers.");
    }

    private static BootVerdict NothingTaken(BootStep first, string relay, BootSurroundings around)
    {
        if (relay.Length > 0)
        {
            return BootVerdict.Trouble(
                BootCause.RelayAnswersLost,
                $"The machine's questions come through the relay {relay}, and it takes none of our answers: they do not get back through the relay, or no DHCP server gives addresses in that subnet.",
                $"Check that this server has a route to {relay}, that UDP port 67 is open both ways, and that the relay knows the DHCP server of that subnet too.");
        }

        if (first.AskingSeconds >= LateSeconds)
        {
            return BootVerdict.Trouble(
                BootCause.SpanningTree,
                $"The first question that reached us came after the machine had been asking for {first.AskingSeconds} s: the switch port passed nothing on before (spanning tree), and the firmware has given up.",
                "Make the machine's switch port an edge port (portfast), so that it passes packets on at once.");
        }

        return BootVerdict.Trouble(
            BootCause.NoAddress,
            around.IsFullDhcp
                ? "The machine asked for an address and took none of our offers: they do not reach it, or another DHCP server's offer was taken first."
                : "The machine asked for an address and never took one: no DHCP server answers it, or the answers do not reach it. As a proxy this server gives no addresses.",
            around.IsFullDhcp
                ? "Look for another DHCP server (monitas-server boot doctor --probe), and check that UDP port 68 is not filtered towards the machine."
                : "Check that the LAN's DHCP server runs and has free addresses; on a network without one set [netboot] mode = full.");
    }
}
