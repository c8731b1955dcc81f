using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Monitas.BootServer.Configuration;

/// <summary>The address that agents are given.</summary>
internal static class ServerUrl
{
    /// <summary>By name when one is set, else by the first address that is set, else by that of a network card (those of the boot server first).</summary>
    public static string Of(ServerSettings settings)
    {
        string host = settings.Name.Length > 0
            ? settings.Name
            : (settings.Addresses is [IPAddress first, ..] ? first : settings.Netboot.ServerAddress ?? CardAddress(settings.Netboot.Interfaces))?.ToString() ?? Dns.GetHostName();
        return $"https://{host}:{settings.HttpsPort}";
    }

    private static IPAddress? CardAddress(IReadOnlyList<string> preferred) => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .OrderBy(card => preferred.Contains(card.Name) ? 0 : 1)
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
}
