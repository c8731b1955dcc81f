using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>The subnets of full DHCP, and which of them a client is in.</summary>
/// <param name="all">All of them; no two overlap.</param>
internal sealed class DhcpSubnets(IReadOnlyList<DhcpSubnet> all)
{
    /// <summary>Puts the settings and what the interfaces have together.</summary>
    public static DhcpSubnets From(IReadOnlyList<NetbootInterface> servers, NetbootSettings settings)
    {
        List<DhcpSubnet> all = [];
        if (settings is { RangeFirst: { } first, RangeLast: { } last })
        {
            AddressRange range = new(Ipv4Address.From(first), Ipv4Address.From(last));
            all.AddRange(servers.Where(server => server.Contains(range.First)).Take(1).Select(server => Simple(server, range, settings)));
        }

        all.AddRange(settings.Subnets);
        return new DhcpSubnets([.. all.Select(subnet => subnet with { Ours = [.. servers.Select(server => server.Address).Where(subnet.Contains)] })]);
    }

    /// <summary>Checks the settings of full DHCP against the interfaces.</summary>
    /// <returns>A sentence for everything that is wrong.</returns>
    public static IReadOnlyList<string> Check(IReadOnlyList<NetbootInterface> servers, NetbootSettings settings)
    {
        if ((settings.RangeFirst is null || settings.RangeLast is null) && settings.Subnets.Count == 0)
        {
            return ["Full DHCP needs the first and the last address of the range to hand out."];
        }

        List<string> problems = [];
        string interfaces = string.Join(", ", servers.Select(server => $"{server.Address}/{server.PrefixLength} on {server.Name}"));
        if (settings is { RangeFirst: { } firstAddress, RangeLast: { } lastAddress })
        {
            (Ipv4Address first, Ipv4Address last) = (Ipv4Address.From(firstAddress), Ipv4Address.From(lastAddress));
            NetbootInterface? home = servers.FirstOrDefault(server => server.Contains(first) && server.Contains(last));
            if (home is null)
            {
                problems.Add($"The DHCP range {first} to {last} is in no subnet that is served ({interfaces}). For PCs behind a relay, write a section [dhcp SUBNET].");
            }
            else if (settings.Subnets.FirstOrDefault(subnet => subnet.Contains(first) || home.Contains(subnet.Network)) is { } twice)
            {
                problems.Add($"The subnet {twice} has a section [dhcp {twice}] and a range-start in [netboot]: write the range into that section only.");
            }
        }

        foreach ((NetbootInterface server, DhcpSubnet subnet) in servers.SelectMany(server => settings.Subnets, (server, subnet) => (server, subnet)))
        {
            if ((subnet.Contains(server.Address) || server.Contains(subnet.Network)) && subnet.PrefixLength != server.PrefixLength)
            {
                problems.Add($"[dhcp {subnet}] is not the subnet of {server.Name}, which is {server.Address}/{server.PrefixLength}: write the same number of bits behind the slash.");
            }
        }

        return problems;
    }

    /// <summary>Whether an interface has clients to serve: on its own link, or behind relays that may reach us there.</summary>
    public bool Serve(NetbootInterface server, IReadOnlyList<NetbootInterface> servers) =>
        all.Any(subnet => subnet.Contains(server.Address) || !servers.Any(other => subnet.Contains(other.Address)));

    /// <summary>
    /// The subnet that a client is in (RFC 2131 4.3.1): as the relay says (RFC 3527, else giaddr), else that of the address that it uses, when it wrote
    /// to us alone (a client behind a relay renews without it), else that of the interface. A broadcast without a relay comes from our own link, whatever
    /// address its sender brought along from elsewhere.
    /// </summary>
    /// <param name="request">The client's message.</param>
    /// <param name="isBroadcast">It was sent to everybody.</param>
    /// <param name="server">The interface that it came to.</param>
    /// <param name="where">For a person, when no subnet is found: what was looked for.</param>
    public DhcpSubnet? Find(DhcpPacket request, bool isBroadcast, NetbootInterface server, out string where)
    {
        if (!request.Giaddr.IsAny)
        {
            Ipv4Address link = RelayAgentInformation.FindLink(request.Options[DhcpOption.RelayAgentInformation]) ?? request.Giaddr;
            where = link == request.Giaddr ? $"the relay {link}" : $"the relay {request.Giaddr} from the link of {link}";
            return Find(link);
        }

        where = server.Name;
        return (request.Ciaddr.IsAny || isBroadcast ? null : Find(request.Ciaddr)) ?? Find(server.Address);
    }

    private static DhcpSubnet Simple(NetbootInterface server, AddressRange range, NetbootSettings settings) =>
        new(new Ipv4Address(server.Address.Value & server.Mask.Value), server.PrefixLength)
        {
            Ranges = [range],
            Router = settings.Router is { } router ? Ipv4Address.From(router) : null,
            DnsServers = settings.DnsServers.Select(Ipv4Address.From).ToList(),
            LeaseTime = settings.LeaseTime,
        };

    private DhcpSubnet? Find(Ipv4Address address)
    {
        foreach (DhcpSubnet subnet in all)
        {
            if (subnet.Contains(address))
            {
                return subnet;
            }
        }

        return null;
    }
}
