using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.Doctor.Wire;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Dhcp;

namespace Monitas.BootServer.Api;

/// <summary>Gathers the facts on this computer and lets <see cref="DoctorRules"/> judge them.</summary>
internal sealed class BootDoctor(ServerSettings settings, IBootReport report, IServiceProvider services, TimeProvider clock) : IBootDoctor
{
    private const int MaxStories = 10_000;

    /// <summary>Older starts say little about the LAN of today.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(2);

    /// <inheritdoc/>
    public async Task<DoctorReport> ExamineAsync(string device, bool probe, CancellationToken cancellationToken)
    {
        if (settings.NetbootMode == NetbootMode.Off)
        {
            return new DoctorReport(["settings"], [new Finding("off", true, "Network boot is switched off.", "Set [netboot] mode = proxy in server.conf and restart monitas-server.")]);
        }

        NetbootSettings netboot = device.Length > 0 ? settings.Netboot with { Interfaces = [device], ServerAddress = null } : settings.Netboot;
        IReadOnlyList<NetbootInterface> served = Served(netboot);
        List<string> looked = ["interfaces", "ports", "boot image", "other DHCP and boot servers heard so far", "starts of the last two days"];
        var facts = new DoctorFacts
        {
            Mode = netboot.Mode,
            Interfaces = Interfaces(netboot, served),
            Ports = [.. Needs().Select(ReadPort)],
            Problems = report.Status().Problems,
            UnusedSettings = netboot.Unused,
            Rivals = [.. (services.GetService<DhcpRivals>()?.List() ?? []).Where(r => device.Length == 0 || r.Interface == device)],
            Shortages = [.. (services.GetService<AddressShortages>()?.List() ?? []).Where(s => device.Length == 0 || s.Interface == device)],
            Newest = Newest(),
        };
        IReadOnlyList<(string Tool, PacketFilterRules Rules)> firewalls = await FirewallReader.ReadAsync(cancellationToken);
        if (firewalls.Count > 0)
        {
            looked.Add($"firewall ({string.Join(", ", firewalls.Select(f => f.Tool))})");
            facts = facts with { Blocked = [.. from need in Needs() from card in served let drop = FirstDrop(firewalls, need, card.Name) where drop is not null select drop] };
        }

        if (probe)
        {
            looked.Add("the LAN's DHCP servers (a question was sent)");
            facts = await ProbeAsync(facts, served, cancellationToken);
        }

        return new DoctorReport(looked, DoctorRules.Examine(facts));
    }

    private static IReadOnlyList<NetbootInterface> Served(NetbootSettings netboot)
    {
        try
        {
            return NetbootInterfaces.Find(netboot);
        }
        catch (NetbootException)
        {
            // What is wrong with the interfaces is a finding of its own.
            return [];
        }
    }

    private IReadOnlyList<DoctorInterface> Interfaces(NetbootSettings netboot, IReadOnlyList<NetbootInterface> served)
    {
        NetworkInterface[] present = NetworkInterface.GetAllNetworkInterfaces();
        GrubRoutes? routes = services.GetService<GrubRoutes>();
        IEnumerable<string> names = netboot.Interfaces.Count > 0 ? netboot.Interfaces : served.Select(card => card.Name);
        return
        [
            .. names.Select(name => Array.Find(present, card => card.Name == name) is { } found
                ? Read(found, served.FirstOrDefault(card => card.Name == name)?.Address.ToString()) with { Route = routes?.Find(name) }
                : new DoctorInterface(name, false, false, "", 0)),
        ];
    }

    /// <param name="card">The card.</param>
    /// <param name="servedAddress">The address that is served there; null: the card's first stands for it.</param>
    private static DoctorInterface Read(NetworkInterface card, string? servedAddress)
    {
        IPInterfaceProperties properties = card.GetIPProperties();
        string address = servedAddress ?? properties.UnicastAddresses.Select(a => a.Address).FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork)?.ToString() ?? "";
        return new DoctorInterface(card.Name, true, card.OperationalStatus != OperationalStatus.Down, address, address.Length > 0 ? properties.GetIPv4Properties().Mtu : 0);
    }

    private List<PortNeed> Needs()
    {
        List<PortNeed> needs = [new("udp", settings.Netboot.TftpPort, "TFTP"), new("tcp", settings.Netboot.HttpPort, "boot files by HTTP"), new("tcp", settings.HttpsPort, "agents")];
        if (settings.Netboot.Mode != DhcpMode.Off)
        {
            needs.AddRange([new("udp", DhcpDecision.ServerPort, "DHCP"), new("udp", ProxyDhcp.BootServerPort, "PXE boot server")]);
        }

        return needs;
    }

    private static DoctorPort ReadPort(PortNeed need)
    {
        bool udp = need.Protocol == "udp";
        bool ours = udp ? PortOwner.HoldsUdp(need.Port) : PortOwner.HoldsTcp(need.Port);
        return new DoctorPort(need, ours ? "monitas-server" : udp ? PortOwner.FindUdp(need.Port) : PortOwner.FindTcp(need.Port), ours);
    }

    private List<BootStory> Newest()
    {
        DateTimeOffset since = clock.GetUtcNow() - Recent;
        return [.. report.Log("", MaxStories).Where(s => s.Ended >= since).GroupBy(s => s.Mac.Length > 0 ? s.Mac : s.Address).Select(machine => machine.Last())];
    }

    private static DoctorBlock? FirstDrop(IReadOnlyList<(string Tool, PacketFilterRules Rules)> firewalls, PortNeed need, string device) =>
        firewalls.Select(f => f.Rules.FindDrop(need, device) is { } rule ? new DoctorBlock(need, rule, f.Tool) : null).FirstOrDefault(drop => drop is not null);

    private async Task<DoctorFacts> ProbeAsync(DoctorFacts facts, IReadOnlyList<NetbootInterface> served, CancellationToken cancellationToken)
    {
        List<(string, LanDhcpOffer)> offers = [];
        List<string> failed = [];
        foreach (NetbootInterface card in served)
        {
            try
            {
                offers.AddRange((await LanDhcpProbe.AskAsync(card, LanDhcpProbe.UsualWait, clock, cancellationToken)).Select(offer => (card.Name, offer)));
            }
            catch (SocketException e)
            {
                failed.Add($"The question to the LAN of {card.Name} could not be sent: {e.Message}.");
            }
        }

        return facts with { Offers = offers, FailedProbes = failed };
    }
}
