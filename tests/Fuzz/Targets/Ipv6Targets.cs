using System;
using System.Collections.Generic;
using System.Net;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcpv6.Wire;
using Monitas.BootServer.RouterAdvertisements.Wire;
using static Monitas.Fuzz.FuzzTarget;

namespace Monitas.Fuzz.Targets;

/// <summary>What is read by IPv6: DHCPv6 and router solicitations.</summary>
internal static class Ipv6Targets
{
    /// <summary>What OVMF sends when it starts by PXE over IPv6 (captured).</summary>
    private const string OvmfSolicit =
        "01dee225000100120004696e6f6d6174317380010000000000030008000200000003000cedec775fffffffffffffffff00060008003b003c00170010003e0003010300"
        + "003d0002000700100026000001570020505845436c69656e743a417263683a30303030373a554e44493a303033303030";

    private static readonly IPAddress FromCard = IPAddress.Parse("fe80::5054:ff:feaa:bb01");

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new("dhcpv6", [Convert.FromHexString(OvmfSolicit)], 16 << 10, Solicit),
        new("router-solicitation", [Convert.FromHexString("8500000000000000ee010000000000000101020304050607"), Convert.FromHexString("8500000000000000")], 16 << 10, Solicitation),
    ];

    private static void Solicit(ReadOnlySpan<byte> input)
    {
        if (BootSolicit.TryParse(input, out BootSolicit? solicit))
        {
            Check(solicit.ClientIdentifier.Length <= BootSolicit.MaximumDuidBytes, "a client's identifier is short");
            byte[] answer = EmptyAdvertise.ToBytes(solicit, [0, 4, 1, 2]);
            Check(answer.AsSpan().IndexOf(solicit.ClientIdentifier) > 0, "the client's identifier goes back");
        }
    }

    private static void Solicitation(ReadOnlySpan<byte> input)
    {
        foreach (IPAddress source in (ReadOnlySpan<IPAddress>)[FromCard, IPAddress.IPv6Any])
        {
            Check(RouterSolicitation.TryReadSender(input, source, out MacAddress mac) || mac == default, "who is not told is nobody");
        }
    }
}
