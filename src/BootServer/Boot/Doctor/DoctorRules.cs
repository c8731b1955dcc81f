using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Boot.Doctor.Wire;
using Monitas.BootServer.Dhcp;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>What is wrong with the boot server and its LAN: facts -> findings, problems first. Pure.</summary>
internal static class DoctorRules
{
    /// <summary>Below this, firmware's usual blocks of 1468 bytes do not fit.</summary>
    private const int UsualMtuBytes = 1500;

    /// <summary>Looks at everything.</summary>
    public static IReadOnlyList<Finding> Examine(DoctorFacts facts) =>
        [.. Interfaces(facts).Concat(Ports(facts)).Concat(Firewall(facts)).Concat(facts.Problems.Select(p => Problem("server", p, "")))
            .Concat(facts.UnusedSettings.Select(unused => Note("setting-unused", unused, "Take it out of server.conf, or set the mode that it is for, and restart monitas-server.")))
            .Concat(Rivals(facts)).Concat(Shortages(facts)).Concat(Probes(facts)).Concat(SecureBoot(facts)).Concat(Machines(facts))
            .OrderBy(finding => !finding.IsProblem)];

    private static IEnumerable<Finding> Interfaces(DoctorFacts facts)
    {
        foreach (DoctorInterface card in facts.Interfaces)
        {
            if (!card.Exists)
            {
                yield return Problem("interface-missing", $"There is no network interface {card.Name}.", "Correct [netboot] interface in server.conf (ip link shows the names).");
            }
            else if (!card.IsUp)
            {
                yield return Problem("interface-down", $"{card.Name} has no link.", $"Plug the cable in, or switch the card on: ip link set {card.Name} up.");
            }
            else if (card.Address.Length == 0)
            {
                yield return Problem("interface-without-address", $"{card.Name} has no IPv4 address.", "Give it a fixed address, then restart monitas-server.");
            }
            else if (card.MtuBytes < UsualMtuBytes)
            {
                yield return Note("mtu", $"{card.Name} carries packets of {card.MtuBytes} bytes at most, so TFTP blocks are shorter than usual; this is taken care of.", "");
            }
        }
    }

    private static IEnumerable<Finding> Ports(DoctorFacts facts)
    {
        foreach (DoctorPort port in facts.Ports.Where(p => !p.IsOurs))
        {
            yield return port.Owner is { } owner
                ? Problem("port-taken", $"{port.Need} is held by {owner}.", "Stop that program, or move it to another interface, and restart monitas-server.")
                : Problem("port-closed", $"{port.Need} is not open.", "Restart monitas-server (systemctl restart monitas-server); its log says why the port could not be opened.");
        }
    }

    private static IEnumerable<Finding> Firewall(DoctorFacts facts)
    {
        foreach ((PortNeed port, string rule, string tool) in facts.Blocked)
        {
            yield return Problem("firewall", $"This computer's firewall keeps machines from {port}: {rule}.", tool == "nft"
                ? $"nft add rule inet filter input {port.Protocol} dport {port.Port} accept, before that rule, and in /etc/nftables.conf to keep it."
                : $"{tool} -I INPUT -p {port.Protocol} --dport {port.Port} -j ACCEPT, and the same where this computer's rules are kept (ufw allow {port.Port}/{port.Protocol} where ufw makes them).");
        }
    }

    private static IEnumerable<Finding> Rivals(DoctorFacts facts)
    {
        foreach (DhcpRival rival in facts.Rivals)
        {
            string where = $"{rival.Server} on {rival.Interface}{(rival.Card is { } card ? $" (card {card})" : "")}";
            if (rival.GivesBootFiles)
            {
                yield return Problem(
                    "rival-boot-server",
                    $"Another boot server was heard: {where}{(rival.BootFile.Length > 0 ? $", boot file {rival.BootFile}" : "")}{(rival.VendorClass.Length > 0 ? ", it calls itself a PXE server" : "")}. Which of the two a machine takes is chance.",
                    "Switch network boot off there (options 60, 66, 67 and next-server), or let it name this server.");
            }

            if (rival.GivesAddresses && facts.Mode == DhcpMode.Full)
            {
                yield return Problem("rival-dhcp-server", $"Another DHCP server gives addresses: {where}.", "Switch it off, or set [netboot] mode = proxy so that Monitas adds boot files only.");
            }
        }

        if (facts.Mode == DhcpMode.Proxy && facts.Offers is { } offers && offers.All(o => o.Offer.IsPxeOnly) && !facts.Rivals.Any(r => r.GivesAddresses))
        {
            yield return Problem("no-dhcp-server", "No DHCP server answered the probe, and as a proxy Monitas gives no addresses.", "Switch the LAN's DHCP server on, or set [netboot] mode = full with range-start and range-end.");
        }
    }

    private static IEnumerable<Finding> Shortages(DoctorFacts facts) => facts.Shortages.Select(seen => seen.Shortage.Kind == AddressShortageKind.SubnetFull
        ? Problem("addresses-used-up", $"A PC on {seen.Interface} got no address within the last hour. {seen.Shortage.Text}", "Make the range longer or lease-time shorter in server.conf, and restart monitas-server.")
        : Problem("reserved-address-in-use", $"Within the last hour on {seen.Interface}: {seen.Shortage.Text}", "Find the computer that uses it and give that another address. An hour later the PC gets its own when it asks anew."));

    private static IEnumerable<Finding> Probes(DoctorFacts facts)
    {
        foreach (string failed in facts.FailedProbes)
        {
            yield return Note("probe-failed", failed, "");
        }

        foreach ((string device, LanDhcpOffer offer) in facts.Offers ?? [])
        {
            string next = offer.NextServer.IsAny ? "no next-server" : $"next-server {offer.NextServer}";
            string gives = offer.IsPxeOnly ? "boot information only" : $"the address {offer.OfferedAddress}";
            yield return Note("offer", $"{offer.Server} on {device} offered {gives}, {next}{(offer.BootFile.Length > 0 ? $", boot file {offer.BootFile}" : "")}.", "");
            if (offer.BootFile.Length > 0 && !facts.Rivals.Any(r => r.Server == offer.Server && r.GivesBootFiles))
            {
                yield return Problem("rival-boot-server", $"{offer.Server} on {device} names the boot file {offer.BootFile}: machines may take it instead of ours.", "Remove boot file and next-server there (options 66, 67), or let it name this server.");
            }
            else if (!offer.IsPxeOnly && offer.HasVendorClass)
            {
                yield return Problem("option-60", $"The DHCP server {offer.Server} on {device} answers with option 60: firmware then asks its port 4011, where nobody answers (PXE-E55).", "Remove option 60 (vendor class) from that server's answers.");
            }
        }
    }

    private static IEnumerable<Finding> SecureBoot(DoctorFacts facts)
    {
        foreach (DoctorInterface card in facts.Interfaces)
        {
            if (card.Route is { } route)
            {
                yield return Note("secure-boot", $"PCs with Secure Boot on {card.Name}: {(route.LeadsHere ? "they can start over the network" : "GRUB would not find its files, so they are not sent there")}; {route.Reason}.", "");
            }
        }
    }

    private static IEnumerable<Finding> Machines(DoctorFacts facts)
    {
        foreach (IGrouping<BootCause, BootStory> group in facts.Newest.Where(s => s.Verdict.Outcome == BootOutcome.Trouble).GroupBy(s => s.Verdict.Cause))
        {
            BootStory[] stories = [.. group];
            string who = string.Join(", ", stories.Take(5).Select(s => s.Machine.Length > 0 ? s.Machine : s.Mac.Length > 0 ? s.Mac : s.Address)) + (stories.Length > 5 ? $" and {stories.Length - 5} more" : "");
            yield return Problem(
                System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(group.Key.ToString()), $"{who}: {stories[^1].Verdict.Text} (monitas-server boot log {FirstName(stories[^1])})", stories[^1].Verdict.Mend);
        }
    }

    private static string FirstName(BootStory story) => story.Machine.Length > 0 ? story.Machine : story.Mac.Length > 0 ? story.Mac : story.Address;

    private static Finding Problem(string code, string text, string mend) => new(code, true, text, mend);

    private static Finding Note(string code, string text, string mend) => new(code, false, text, mend);
}
