using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
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
        bool ipxe = packet.Options.Has(DhcpOption.Ipxe) || UserClasses.Contains(packet.Options[DhcpOption.UserClass], "iPXE"u8);
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
        client = new BootClient(packet.Chaddr, ReadUuid(packet), ReadArchitecture(packet, vendorClass), loader, ipxe ? ReadFeatures(packet) : IpxeFeatures.None);
        return true;
    }

    /// <summary>Type 0 and sixteen bytes in SMBIOS order, which is also that of <see cref="Guid"/>.</summary>
    private static Guid? ReadUuid(DhcpPacket packet) =>
        packet.Options[DhcpOption.ClientMachineIdentifier] is [0, .. { Length: 16 } bytes] ? SmbiosUuids.FindIdentity(new Guid(bytes)) : null;

    /// <summary>
    /// Option 93: the first of its list that can be served, else the first (RFC 4578 2.1). Firmware without it may name the number in option 60
    /// ("PXEClient:Arch:00007:..."), else it is a BIOS.
    /// </summary>
    private static ClientArchitecture ReadArchitecture(DhcpPacket packet, string vendorClass)
    {
        ReadOnlySpan<byte> list = packet.Options[DhcpOption.ClientArchitecture];
        for (ReadOnlySpan<byte> rest = list; rest.Length >= 2; rest = rest[2..])
        {
            var architecture = (ClientArchitecture)BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (ClientArchitectures.ImageFor(architecture) is not null)
            {
                return architecture;
            }
        }

        if (list.Length >= 2)
        {
            return (ClientArchitecture)BinaryPrimitives.ReadUInt16BigEndian(list);
        }

        string[] parts = vendorClass.Split(':');
        return parts is [_, "Arch", { } number, ..] && ushort.TryParse(number, NumberStyles.None, null, out ushort named) ? (ClientArchitecture)named : ClientArchitecture.Bios;
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
