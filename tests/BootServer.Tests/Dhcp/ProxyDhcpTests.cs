using System;
using System.Net;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

public sealed class ProxyDhcpTests
{
    private const string Script = "http://10.0.0.1/boot/ipxe?mac=52-54-00-aa-bb-01&uuid=11223344-5566-7788-99aa-bbccddeeff01";

    private readonly DhcpScene _scene = new(full: false);

    [Theory]
    [InlineData("ovmf-pxe-discover", "PXEClient", "snponly.efi", "060108ff")]
    [InlineData("ovmf-http-discover", "HTTPClient", "http://10.0.0.1/boot/52-54-00-aa-bb-01/monitas.img", null)]
    [InlineData("ipxe-uefi-discover", "PXEClient", Script, null)]
    [InlineData("ipxe-bios-discover", "PXEClient", Script, null)]
    public void Discover_RealClients_GetWhatWasSeenToWork(string capture, string vendorClass, string file, string? option43)
    {
        DhcpPacket request = Capture.Packet(capture) with { Chaddr = new MacAddress(0x525400aabb01) };

        DhcpDecision decision = _scene.Say(request);

        DhcpPacket offer = decision.Reply!;
        Assert.Equal((DhcpMessageType.Offer, true), (offer.MessageType, offer.IsReply));
        Assert.Equal(new IPEndPoint(IPAddress.Broadcast, 68), decision.Destination);
        Assert.Equal((request.Xid, request.Flags, request.Chaddr), (offer.Xid, offer.Flags, offer.Chaddr));
        Assert.Equal((Ipv4Address.Any, DhcpScene.Server.Address), (offer.Yiaddr, offer.Siaddr));
        Assert.Equal(DhcpScene.Server.Address, offer.Options.Address(DhcpOption.ServerIdentifier));
        Assert.Equal(vendorClass, offer.Options.Text(DhcpOption.VendorClass));
        Assert.Equal(request.Options[DhcpOption.ClientMachineIdentifier], offer.Options[DhcpOption.ClientMachineIdentifier]);
        Assert.Equal(file, offer.File);
        Assert.Equal(option43, offer.Options[DhcpOption.VendorSpecific] is { } value ? Convert.ToHexStringLower(value) : null);
        Assert.False(offer.Options.Has(DhcpOption.LeaseTime));
        Assert.Equal([BootStage.DhcpOffer], _scene.Events.Stages);
    }

    [Fact]
    public void Discover_OvmfWithSecureBootAndNoJob_GetsAMenuWhoseFirstItemIsTheOwnDisk()
    {
        BootReplyAnswerIs(new BootAnswer.LocalDisk(), out DhcpPacket offer);

        ReadOnlySpan<byte> menu = offer.Options[DhcpOption.VendorSpecific];
        Assert.True(SubOptions.TryFind(menu, (byte)PxeSubOption.BootMenu, out ReadOnlySpan<byte> items));
        Assert.Equal([0, 0], items[..2].ToArray());
        Assert.Equal(items.Length - 3, items[2]);
        Assert.True(SubOptions.TryFind(menu, (byte)PxeSubOption.MenuPrompt, out ReadOnlySpan<byte> prompt));
        Assert.Equal(0, prompt[0]);
        Assert.Equal("", offer.File);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(false, 2)]
    public void Discover_OvmfThatHasRefusedIpxe_GetsShimIfThereIsARouteForGrub(bool? told, int refusals)
    {
        _scene.Assignments.SecureBoot = told;
        DhcpPacket request = Capture.Packet("ovmf-pxe-discover");
        for (int i = 0; i < refusals; i++)
        {
            Assert.Equal("snponly.efi", _scene.Say(request).Reply!.File);
            _scene.Clients.NoteLoader("snponly.efi", request.Chaddr);
        }

        _scene.Abilities = new BootAbilities(true, true, new GrubRoute(true, false, "GRUB finds it"));
        Assert.Equal("shimx64.efi", _scene.Say(request).Reply!.File);
    }

    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0", "shimx64.efi")]
    [InlineData("0.0.0.0", "10.0.0.50", "shimx64.efi")]
    [InlineData("10.9.0.1", "0.0.0.0", "snponly.efi")]
    [InlineData("0.0.0.0", "10.9.0.50", "snponly.efi")]
    public void Respond_FirmwareOfAnotherNetwork_IsNotSentTheWayOfOurLan(string giaddr, string ciaddr, string file)
    {
        _scene.Abilities = new BootAbilities(true, true, new GrubRoute(true, false, "the LAN's DHCP server names us"));
        _scene.AbilitiesElsewhere = new BootAbilities(true, true, new GrubRoute(false, false, "it is on another network"));
        DhcpPacket request = Capture.Packet("ovmf-pxe-request-4011") with { Giaddr = DhcpScene.Address(giaddr), Ciaddr = DhcpScene.Address(ciaddr) };

        Assert.Equal(file, _scene.Say(request, ProxyDhcp.BootServerPort).Reply!.File);
    }

    [Fact]
    public void Request_OnPort67_IsForTheAddressServer()
    {
        Assert.Null(_scene.Say(Capture.Packet("ovmf-pxe-request-67")).Reply);
        Assert.Empty(_scene.Events.Steps);
    }

    [Fact]
    public void Request_OnPort4011_IsAnsweredToItsSource()
    {
        DhcpPacket request = Capture.Packet("ovmf-pxe-request-4011");

        DhcpDecision decision = _scene.Say(request, ProxyDhcp.BootServerPort);

        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.0.0.9"), 4011), decision.Destination);
        Assert.Equal(DhcpMessageType.Ack, decision.Reply!.MessageType);
        Assert.Equal((request.Ciaddr, "snponly.efi"), (decision.Reply.Ciaddr, decision.Reply.File));
        Assert.False(request.Ciaddr.IsAny);
    }

    [Fact]
    public void Discover_UuidThatAnotherCardTells_IsNoIdentity()
    {
        DhcpPacket request = Capture.Packet("ovmf-pxe-discover");
        _scene.Say(request);
        Assert.NotNull(_scene.Assignments.LastUuid);
        _scene.Say(request with { Chaddr = new MacAddress(0x99) });
        Assert.Null(_scene.Assignments.LastUuid);
        _scene.Say(request);
        Assert.Null(_scene.Assignments.LastUuid);
        Assert.Null(_scene.Clients.FindUuid(request.Chaddr));
    }

    /// <summary>A card behind a switch that learns for 50 seconds, or a client that simply asks twice.</summary>
    [Fact]
    public void Discover_AgainAndAgain_GetsTheSameAnswerEachTime()
    {
        byte[] first = DhcpPacketWriter.ToBytes(_scene.Say(Capture.Packet("ovmf-pxe-discover")).Reply!);
        foreach (int seconds in new[] { 0, 4, 8, 16, 32, 60, 3600 })
        {
            _scene.Clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(first, DhcpPacketWriter.ToBytes(_scene.Say(Capture.Packet("ovmf-pxe-discover")).Reply!));
        }
    }

    [Fact]
    public void Offer_ClientThatListsOption67_GetsTheNameInBothWithItsNul()
    {
        DhcpPacket offer = _scene.Say(Capture.Packet("ovmf-pxe-discover")).Reply!;
        Assert.Equal(("snponly.efi", "snponly.efi\0"), (offer.File, System.Text.Encoding.ASCII.GetString(offer.Options[DhcpOption.BootFileName]!)));
    }

    [Theory]
    [InlineData(new byte[] { 1, 66, 67 }, "10.0.0.1\0")]
    [InlineData(new byte[] { 1, 67 }, null)]
    public void Offer_ClientThatListsOption66_GetsOurAddressThere(byte[] list, string? expected)
    {
        DhcpPacket request = Capture.Packet("ovmf-pxe-discover");
        request.Options.Set(DhcpOption.ParameterRequestList, list);

        DhcpPacket offer = _scene.Say(request).Reply!;

        Assert.Equal(expected, offer.Options[DhcpOption.TftpServerName] is { } name ? System.Text.Encoding.ASCII.GetString(name) : null);
    }

    [Fact]
    public void Request_OnPort4011WithAMenuItem_GetsTheItemBack()
    {
        DhcpPacket request = Capture.Packet("ovmf-pxe-request-4011");
        request.Options.Set(DhcpOption.VendorSpecific, [71, 4, 0x80, 0, 0, 0, 255]);
        Assert.Equal("470480000000ff", Convert.ToHexStringLower(_scene.Say(request, ProxyDhcp.BootServerPort).Reply!.Options[DhcpOption.VendorSpecific]!));
    }

    [Fact]
    public void Discover_Arm_IsRefusedByName()
    {
        DhcpPacket request = ArmDiscover();
        Assert.Null(_scene.Say(request).Reply);
        Assert.Contains("64-bit ARM UEFI (architecture 11)", Assert.Single(_scene.Events.Steps).Text, StringComparison.Ordinal);
        Assert.True(Assert.Single(_scene.Events.Traced).IsUnserved);
    }

    [Fact]
    public void Discover_ArmWithABootImageForIt_GetsItsShim()
    {
        _scene.Abilities = _scene.Abilities with { HasArm64Image = true, GrubRoute = new GrubRoute(true, false, "GRUB finds it") };
        Assert.Equal("shimaa64.efi", _scene.Say(ArmDiscover()).Reply!.File);
        Assert.False(Assert.Single(_scene.Events.Traced).IsUnserved);
    }

    [Fact]
    public void Discover_OperatingSystem_HearsNothing()
    {
        Assert.Null(_scene.Say(Capture.Packet("udhcp-discover")).Reply);
        Assert.Empty(_scene.Events.Steps);
    }

    [Fact]
    public void Discover_ServersOffer_HearsNothing() => Assert.Null(_scene.Say(Capture.Packet("dnsmasq-pxe-offer")).Reply);

    [Fact]
    public void Discover_ThroughARelay_GoesBackThereWithItsOption()
    {
        DhcpPacket request = Capture.Packet("ovmf-pxe-discover") with { Giaddr = DhcpScene.Address("10.7.0.1") };
        request.Options.Add(DhcpOption.RelayAgentInformation, [1, 2, 3, 4]);

        DhcpDecision decision = _scene.Say(request);

        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.7.0.1"), 67), decision.Destination);
        Assert.Equal(request.Giaddr, decision.Reply!.Giaddr);
        Assert.Equal(DhcpOption.RelayAgentInformation, decision.Reply.Options.Items[^1].Key);
        Assert.Equal([1, 2, 3, 4], decision.Reply.Options[DhcpOption.RelayAgentInformation]);
    }

    [Fact]
    public void Discover_FirmwareThatIsNotServed_IsNotedWithTheReason()
    {
        DhcpPacket request = DhcpScene.Message(DhcpMessageType.Discover, 5);
        request.Options.Add(DhcpOption.VendorClass, "PXEClient:Arch:00006").Add(DhcpOption.ClientArchitecture, [0, 6]);

        Assert.Null(_scene.Say(request).Reply);

        BootEvent step = Assert.Single(_scene.Events.Steps);
        Assert.Equal(BootStage.Ignored, step.Stage);
        Assert.Contains("architecture 6", step.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Offer_EveryAnswer_FitsWhatEveryClientTakes()
    {
        foreach (string capture in new[] { "ovmf-pxe-discover", "ovmf-http-discover", "ipxe-bios-discover" })
        {
            Assert.True(DhcpPacketWriter.ToBytes(_scene.Say(Capture.Packet(capture)).Reply!).Length <= DhcpPacket.AssuredLength);
        }
    }

    private static void BootReplyAnswerIs(BootAnswer answer, out DhcpPacket offer)
    {
        DhcpPacket request = Capture.Packet("ovmf-pxe-discover");
        Assert.True(BootClientReader.TryRead(request, out BootClient? client));
        offer = ProxyDhcp.DecideOffer(request, client, answer, DhcpScene.Server).Reply!;
    }

    private static DhcpPacket ArmDiscover()
    {
        DhcpPacket request = DhcpScene.Message(DhcpMessageType.Discover, 5);
        request.Options.Add(DhcpOption.VendorClass, "PXEClient:Arch:00011").Add(DhcpOption.ClientArchitecture, [0, 11]);
        return request;
    }
}
