using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>Datagrams of real clients and servers, recorded on a virtual network (OVMF 2022.11, iPXE 1.0.0+git-20190125, dnsmasq 2.90, udhcpc 1.35).</summary>
internal static class Capture
{
    private const string Prefix = "Captures.";

    public static readonly string[] Names = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..^4])
        .Order(StringComparer.Ordinal)
        .ToArray();

    public static byte[] Bytes(string name) => Resource($"{name}.bin");

    public static byte[] Resource(string fileName)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + fileName)
            ?? throw new ArgumentException($"There is no capture {fileName}.", nameof(fileName));
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public static DhcpPacket Packet(string name)
    {
        Assert.True(DhcpPacketReader.TryParse(Bytes(name), out DhcpPacket? packet, out DhcpParseError why), why.ToString());
        return packet;
    }
}
