using System;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

public sealed class BootClientReaderTests
{
    private const IpxeFeatures BiosRom = IpxeFeatures.Http | IpxeFeatures.BzImage;

    [Theory]
    [InlineData("ovmf-pxe-discover", 7, (int)BootLoaderKind.PxeFirmware, (int)IpxeFeatures.None)]
    [InlineData("ovmf-pxe-request-4011", 7, (int)BootLoaderKind.PxeFirmware, (int)IpxeFeatures.None)]
    [InlineData("ovmf-http-discover", 16, (int)BootLoaderKind.HttpFirmware, (int)IpxeFeatures.None)]
    [InlineData("ipxe-uefi-discover", 7, (int)BootLoaderKind.Ipxe, (int)(IpxeFeatures.Http | IpxeFeatures.Efi))]
    [InlineData("ipxe-bios-discover", 0, (int)BootLoaderKind.Ipxe, (int)BiosRom)]
    public void TryRead_RealClients_AreRecognised(string capture, int architecture, int loader, int features)
    {
        Assert.True(BootClientReader.TryRead(Capture.Packet(capture), out BootClient? client));
        Assert.Equal(((ClientArchitecture)architecture, (BootLoaderKind)loader, (IpxeFeatures)features), (client.Architecture, client.Loader, client.Features));
        Assert.Equal(Guid.Parse("11223344-5566-7788-99aa-bbccddeeff01"), client.SmbiosUuid);
    }

    [Fact]
    public void TryRead_OperatingSystem_IsNotOurs() =>
        Assert.False(BootClientReader.TryRead(Capture.Packet("udhcp-discover"), out _));

    [Fact]
    public void TryRead_IpxeThatRepeatsOurOption60_IsStillIpxe()
    {
        DhcpPacket packet = new() { Options = new DhcpOptions().Add(DhcpOption.VendorClass, "PXEClient").Add(DhcpOption.UserClass, "iPXE") };
        Assert.True(BootClientReader.TryRead(packet, out BootClient? client));
        Assert.Equal(BootLoaderKind.Ipxe, client.Loader);
    }

    [Theory]
    [InlineData("69505845")]
    [InlineData("0469505845")]
    public void TryRead_IpxeInBothFormsOfOption77_IsIpxe(string hex)
    {
        DhcpPacket packet = new() { Options = new DhcpOptions().Add(DhcpOption.UserClass, Convert.FromHexString(hex)) };
        Assert.True(BootClientReader.TryRead(packet, out BootClient? client));
        Assert.Equal(BootLoaderKind.Ipxe, client.Loader);
    }

    [Theory]
    [InlineData("0007", "PXEClient:Arch:00000", 7)]
    [InlineData("000b", "PXEClient:Arch:00011", 11)]
    [InlineData("00060007", "PXEClient", 7)]
    [InlineData("0006000f", "PXEClient", 6)]
    [InlineData("", "PXEClient:Arch:00007:UNDI:003000", 7)]
    [InlineData("", "PXEClient:Arch:99999", 0)]
    [InlineData("00", "PXEClient", 0)]
    public void TryRead_Architecture_IsTheFirstThatIsServed(string option93, string option60, int architecture)
    {
        DhcpOptions options = new DhcpOptions().Add(DhcpOption.VendorClass, option60);
        if (option93.Length > 0)
        {
            options.Add(DhcpOption.ClientArchitecture, Convert.FromHexString(option93));
        }

        Assert.True(BootClientReader.TryRead(new DhcpPacket { Options = options }, out BootClient? client));
        Assert.Equal((ClientArchitecture)architecture, client.Architecture);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0000000000000000000000000000000000")]
    [InlineData("00ffffffffffffffffffffffffffffffff")]
    [InlineData("0044444444444444444444444444444444")]
    [InlineData("0000020003000400050006000700080009")]
    [InlineData("01443322116655887799aabbccddeeff01")]
    public void TryRead_SenselessUuid_IsNone(string hex)
    {
        DhcpPacket packet = new() { Options = new DhcpOptions().Add(DhcpOption.VendorClass, "PXEClient").Add(DhcpOption.ClientMachineIdentifier, Convert.FromHexString(hex)) };
        Assert.True(BootClientReader.TryRead(packet, out BootClient? client));
        Assert.Null(client.SmbiosUuid);
        Assert.Equal(ClientArchitecture.Bios, client.Architecture);
    }
}
