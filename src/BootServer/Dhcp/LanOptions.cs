using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>What a client needs to know about its LAN.</summary>
internal static class LanOptions
{
    /// <summary>
    /// Adds it to a reply, the most needed first. Mask, router and name servers go to everybody; the others to those that ask for them in
    /// option 55, and to those that send none.
    /// </summary>
    public static void Add(DhcpPacket reply, DhcpPacket request, DhcpSubnet subnet)
    {
        reply.Options.Add(DhcpOption.SubnetMask, subnet.Mask);
        if (subnet.Router is { } router)
        {
            reply.Options.Add(DhcpOption.Router, router);
        }

        reply.Options.Add(DhcpOption.DomainNameServer, subnet.DnsServers).Add(DhcpOption.BroadcastAddress, subnet.BroadcastAddress);
        if (subnet.Routes.Count > 0 && Wants(request, DhcpOption.ClasslessStaticRoutes))
        {
            reply.Options.Add(DhcpOption.ClasslessStaticRoutes, ClasslessRoutes.ToBytes(Routes(subnet)));
        }

        if (subnet.Domain.Length > 0 && Wants(request, DhcpOption.DomainName))
        {
            reply.Options.Add(DhcpOption.DomainName, subnet.Domain);
        }

        if (Wants(request, DhcpOption.NtpServers))
        {
            reply.Options.Add(DhcpOption.NtpServers, subnet.NtpServers);
        }

        if (subnet.SearchDomains.Count > 0 && Wants(request, DhcpOption.DomainSearch))
        {
            reply.Options.Add(DhcpOption.DomainSearch, DomainNames.ToBytes(subnet.SearchDomains));
        }
    }

    /// <summary>RFC 3442: who reads option 121 ignores option 3, so the default route stands in both.</summary>
    private static IReadOnlyList<ClasslessRoute> Routes(DhcpSubnet subnet) =>
        subnet.Router is { } router && !subnet.Routes.Any(route => route.PrefixLength == 0)
            ? [.. subnet.Routes, new ClasslessRoute(Ipv4Address.Any, 0, router)]
            : subnet.Routes;

    private static bool Wants(DhcpPacket request, DhcpOption code) =>
        request.Options[DhcpOption.ParameterRequestList] is not { } list || list.Contains((byte)code);
}
