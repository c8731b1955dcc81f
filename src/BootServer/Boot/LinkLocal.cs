using System.Net;

namespace Monitas.BootServer.Boot;

/// <summary>IPv6 link-local addresses that are made of a MAC address.</summary>
internal static class LinkLocal
{
    /// <summary>An EUI-64 address gives its MAC back (RFC 4291 appendix A); firmware and iPXE use such.</summary>
    public static bool TryReadMac(IPAddress address, out MacAddress mac)
    {
        mac = default;
        byte[] bytes = address.GetAddressBytes();
        if (!address.IsIPv6LinkLocal || bytes[11] != 0xff || bytes[12] != 0xfe)
        {
            return false;
        }

        mac = MacAddress.FromBytes([(byte)(bytes[8] ^ 2), bytes[9], bytes[10], bytes[13], bytes[14], bytes[15]]);
        return true;
    }
}
