using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>Makes the subnet of full DHCP from the settings.</summary>
internal static class DhcpSubnets
{
    private static readonly TimeSpan ShortestLeaseTime = TimeSpan.FromMinutes(1);

    /// <summary>Takes the settings for the interface whose subnet holds the range.</summary>
    /// <returns>Null for an interface without the range.</returns>
    public static DhcpSubnet? For(NetbootInterface server, NetbootSettings settings)
    {
        Ipv4Address first = Ipv4Address.From(settings.RangeFirst!);
        return !server.Contains(first)
            ? null
            : new DhcpSubnet(
                server.Address,
                server.Mask,
                first,
                Ipv4Address.From(settings.RangeLast!),
                settings.Router is { } router ? Ipv4Address.From(router) : null,
                settings.DnsServers.Select(Ipv4Address.From).ToList(),
                settings.LeaseTime);
    }

    /// <summary>Checks the settings of full DHCP.</summary>
    /// <returns>A sentence for everything that is wrong.</returns>
    public static IReadOnlyList<string> Check(IReadOnlyList<NetbootInterface> servers, NetbootSettings settings)
    {
        if (settings.RangeFirst is not { } firstText || settings.RangeLast is not { } lastText)
        {
            return ["Full DHCP needs the first and the last address of the range to hand out."];
        }

        List<string> problems = [];
        Ipv4Address first = Ipv4Address.From(firstText);
        Ipv4Address last = Ipv4Address.From(lastText);
        if (first.CompareTo(last) > 0)
        {
            problems.Add($"The DHCP range {first} to {last} ends before it begins.");
        }

        if (!servers.Any(server => server.Contains(first) && server.Contains(last)))
        {
            string subnets = string.Join(", ", servers.Select(server => $"{server.Address}/{server.PrefixLength} on {server.Name}"));
            problems.Add($"The DHCP range {first} to {last} is in no subnet that is served ({subnets}).");
        }

        if (settings.LeaseTime < ShortestLeaseTime)
        {
            problems.Add("The DHCP lease time is shorter than one minute.");
        }

        return problems;
    }
}
