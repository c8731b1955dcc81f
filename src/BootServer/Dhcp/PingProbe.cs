using System;
using System.Net.NetworkInformation;
using System.Threading.Tasks;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>Sees by an ICMP echo whether an address behind a router is in use.</summary>
internal static class PingProbe
{
    /// <summary>Asks once.</summary>
    /// <param name="address">The address.</param>
    /// <param name="wait">How long to wait.</param>
    /// <returns>False also when nobody can be asked.</returns>
    public static async Task<bool> IsAnsweredAsync(Ipv4Address address, TimeSpan wait)
    {
        try
        {
            using Ping ping = new();
            PingReply reply = await ping.SendPingAsync(address.ToIPAddress(), wait);
            return reply.Status == IPStatus.Success;
        }
        catch (PingException)
        {
            return false;
        }
    }
}
