using System;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>Sub-options inside option 82: code, length, value, without pad or end (RFC 3046 2.0).</summary>
internal static class RelayAgentInformation
{
    private const byte LinkSelection = 5;
    private const byte ServerIdentifierOverride = 11;

    /// <summary>An address in the client's subnet, when giaddr is not one (RFC 3527 3); null: none.</summary>
    public static Ipv4Address? FindLink(ReadOnlySpan<byte> value) => FindAddress(value, LinkSelection);

    /// <summary>The address that is to stand in option 54, so that clients ask the relay even when they renew (RFC 5107 4); null: none.</summary>
    public static Ipv4Address? FindServerIdentifier(ReadOnlySpan<byte> value) => FindAddress(value, ServerIdentifierOverride);

    private static Ipv4Address? FindAddress(ReadOnlySpan<byte> value, byte code)
    {
        while (value.Length >= 2 && value[1] <= value.Length - 2)
        {
            if (value[0] == code && value[1] == Ipv4Address.Length)
            {
                Ipv4Address address = Ipv4Address.FromBytes(value[2..]);
                return address.IsAny ? null : address;
            }

            value = value[(2 + value[1])..];
        }

        return null;
    }
}
