using System;
using System.Diagnostics.CodeAnalysis;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>Recognises firmware and boot loaders among DHCP clients.</summary>
internal static class BootClientReader
{
    private const string PxeClass = "PXEClient";
    private const string HttpClass = "HTTPClient";

    /// <summary>Reads who asks; false for a client that does not boot (an operating system).</summary>
    public static bool TryRead(DhcpPacket packet, [NotNullWhen(true)] out BootClient? client)
    {
        string vendorClass = packet.Options.Text(DhcpOption.VendorClass);
        bool ipxe = packet.Options.Has(DhcpOption.Ipxe) || packet.Options.Text(DhcpOption.UserClass) == "iPXE";
        bool http = vendorClass.StartsWith(HttpClass, StringComparison.Ordinal);
        client = null;
        if (!ipxe && !http && !vendorClass.StartsWith(PxeClass, StringComparison.Ordinal))
        {
            return false;
        }

        BootLoaderKind loader = (ipxe, http) switch
        {
            (true, _) => BootLoaderKind.Ipxe,
            (_, true) => BootLoaderKind.HttpFirmware,
            _ => BootLoaderKind.PxeFirmware,
        };
        var architecture = (ClientArchitecture)(packet.Options.UInt16(DhcpOption.ClientArchitecture) ?? 0);
        client = new BootClient(packet.Chaddr, ReadUuid(packet), architecture, loader, ipxe ? ReadFeatures(packet) : IpxeFeatures.None);
        return true;
    }

    /// <summary>Type 0 and sixteen bytes in SMBIOS order, which is also that of <see cref="Guid"/>; all zeros or all ones mean "none" (SMBIOS 7.2.1).</summary>
    private static Guid? ReadUuid(DhcpPacket packet)
    {
        if (packet.Options[DhcpOption.ClientMachineIdentifier] is not [0, .. { Length: 16 } bytes])
        {
            return null;
        }

        Guid uuid = new(bytes);
        return uuid == Guid.Empty || uuid == Guid.AllBitsSet ? null : uuid;
    }

    private static IpxeFeatures ReadFeatures(DhcpPacket packet)
    {
        ReadOnlySpan<byte> features = packet.Options[DhcpOption.Ipxe];
        return (Has(features, IpxeSubOption.Http) ? IpxeFeatures.Http : 0)
            | (Has(features, IpxeSubOption.BzImage) ? IpxeFeatures.BzImage : 0)
            | (Has(features, IpxeSubOption.Efi) ? IpxeFeatures.Efi : 0);
    }

    private static bool Has(ReadOnlySpan<byte> features, IpxeSubOption feature) =>
        SubOptions.TryFind(features, (byte)feature, out ReadOnlySpan<byte> value) && value is not [0];
}
