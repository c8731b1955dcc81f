using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Boot;

/// <summary>Finds the interfaces to serve among those that the computer has.</summary>
internal static class NetbootInterfaces
{
    /// <summary>Looks at the computer's interfaces once.</summary>
    /// <exception cref="NetbootException">None is usable, or one that the settings name is not; the message says which and why.</exception>
    public static IReadOnlyList<NetbootInterface> Find(NetbootSettings settings)
    {
        NetworkInterface[] present = NetworkInterface.GetAllNetworkInterfaces();
        List<NetbootInterface> found = settings.Interfaces.Count > 0
            ? settings.Interfaces.Select(name => Named(present, name, settings)).ToList()
            : present.Where(IsWorkingEthernet).Select(candidate => TryRead(candidate, settings)).OfType<NetbootInterface>().ToList();
        if (found.Count == 0)
        {
            throw new NetbootException($"No network interface can be served: none is up with an IPv4 address{Wanted(settings)}. Name the interface in the settings.");
        }

        return found;
    }

    private static NetbootInterface Named(NetworkInterface[] present, string name, NetbootSettings settings)
    {
        NetworkInterface candidate = present.FirstOrDefault(item => item.Name == name)
            ?? throw new NetbootException($"There is no network interface {name}. There are: {string.Join(", ", present.Select(item => item.Name))}.");
        return TryRead(candidate, settings)
            ?? throw new NetbootException($"The network interface {name} has no IPv4 address{Wanted(settings)}: give it one, or name another interface in the settings.");
    }

    private static bool IsWorkingEthernet(NetworkInterface candidate) =>
        candidate.OperationalStatus == OperationalStatus.Up && candidate.NetworkInterfaceType == NetworkInterfaceType.Ethernet;

    private static NetbootInterface? TryRead(NetworkInterface candidate, NetbootSettings settings)
    {
        IPInterfaceProperties properties = candidate.GetIPProperties();
        UnicastIPAddressInformation? address = properties.UnicastAddresses.FirstOrDefault(
            item => item.Address.AddressFamily == AddressFamily.InterNetwork && (settings.ServerAddress is null || settings.ServerAddress.Equals(item.Address)));
        IPv4InterfaceProperties? ipv4 = address is null ? null : properties.GetIPv4Properties();
        return ipv4 is null
            ? null
            : new NetbootInterface(candidate.Name, ipv4.Index, Ipv4Address.From(address!.Address), address.PrefixLength, ipv4.Mtu, settings.HttpPort);
    }

    private static string Wanted(NetbootSettings settings) => settings.ServerAddress is IPAddress address ? $" {address}" : "";
}
