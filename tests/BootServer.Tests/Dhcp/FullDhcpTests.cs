using System;
using System.Linq;
using System.Net;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;
using static Monitas.BootServer.Tests.Dhcp.DhcpScene;

namespace Monitas.BootServer.Tests.Dhcp;

public sealed class FullDhcpTests
{
    private readonly DhcpScene _scene = new(full: true);

    [Theory]
    [InlineData("", "shimx64.efi")]
    [InlineData("10.0.0.50", "snponly.efi")]
    public void Respond_AtTheBootServerPort_GetsShimOnlyWithAnAddressThatWeGave(string rivals, string file)
    {
        DhcpScene scene = new(full: true) { Abilities = new BootAbilities(true, true, new GrubRoute(true, false, "this server gives out the addresses")) };
        DhcpPacket offer = scene.Say(Capture.Packet("ovmf-pxe-discover")).Reply!;
        DhcpPacket request = Capture.Packet("ovmf-pxe-discover");
        request.Options.Set(DhcpOption.MessageType, [(byte)DhcpMessageType.Request]).Set(DhcpOption.RequestedAddress, offer.Yiaddr.ToIPAddress().GetAddressBytes());
        Assert.Equal((DhcpMessageType.Ack, "shimx64.efi"), (scene.Say(request).Reply!.MessageType, scene.Say(request).Reply!.File));

        Ipv4Address uses = rivals.Length > 0 ? DhcpScene.Address(rivals) : offer.Yiaddr;
        Assert.Equal(file, scene.Say(request with { Ciaddr = uses }, ProxyDhcp.BootServerPort).Reply!.File);
    }

    [Fact]
    public void DiscoverAndRequest_NewClient_GetsAnAddressWithAllSettings()
    {
        Assert.Equal("10.0.0.100", Offered(1, "10.0.0.100"));

        DhcpDecision decision = _scene.Say(Message(DhcpMessageType.Request, 1, "10.0.0.100", "10.0.0.1"));

        DhcpPacket ack = decision.Reply!;
        Assert.Equal(new IPEndPoint(IPAddress.Broadcast, 68), decision.Destination);
        Assert.Equal((DhcpMessageType.Ack, "10.0.0.100"), (ack.MessageType, ack.Yiaddr.ToString()));
        Assert.Equal("255.255.255.0", ack.Options.Address(DhcpOption.SubnetMask).ToString());
        Assert.Equal("10.0.0.255", ack.Options.Address(DhcpOption.BroadcastAddress).ToString());
        Assert.Equal("10.0.0.254", ack.Options.Address(DhcpOption.Router).ToString());
        Assert.Equal("10.0.0.253", ack.Options.Address(DhcpOption.DomainNameServer).ToString());
        Assert.Equal([0, 0, 0x0e, 0x10], ack.Options[DhcpOption.LeaseTime]);
        Assert.Equal([0, 0, 0x07, 0x08], ack.Options[DhcpOption.RenewalTime]);
        Assert.Equal([0, 0, 0x0c, 0x4e], ack.Options[DhcpOption.RebindingTime]);
        Assert.False(ack.Options.Has(DhcpOption.VendorClass));
    }

    [Fact]
    public void Discover_SameCard_IsOfferedTheSameAddressAlways()
    {
        Bind(1, "10.0.0.101");
        _scene.Clock.Advance(TimeSpan.FromHours(9));
        Assert.Equal("10.0.0.101", Offered(1));
    }

    [Fact]
    public void Discover_RangeInUse_HearsNothingUntilAnOfferIsNotTaken()
    {
        Bind(1, "10.0.0.100");
        Assert.Equal(["10.0.0.101", "10.0.0.102"], new[] { Offered(2), Offered(3) }.Order());
        DhcpDecision decision = _scene.Say(Message(DhcpMessageType.Discover, 4));
        Assert.Null(decision.Reply);
        Assert.Contains("in use", decision.Reason, StringComparison.Ordinal);

        _scene.Clock.Advance(TimeSpan.FromSeconds(10));
        string given = Offered(4)!;
        Assert.NotEqual("10.0.0.100", given);
        Assert.Equal(DhcpMessageType.Ack, _scene.Say(Message(DhcpMessageType.Request, 4, given, "10.0.0.1")).Reply!.MessageType);
    }

    /// <summary>As long as there is a free address, an offer stands for a minute.</summary>
    [Fact]
    public void Request_OfAnOfferThatIsNotFresh_IsGranted()
    {
        Assert.Equal("10.0.0.100", Offered(1, "10.0.0.100"));
        _scene.Clock.Advance(TimeSpan.FromSeconds(50));
        Assert.NotEqual("10.0.0.100", Offered(2, "10.0.0.100"));
        Assert.Equal(DhcpMessageType.Ack, _scene.Say(Message(DhcpMessageType.Request, 1, "10.0.0.100", "10.0.0.1")).Reply!.MessageType);
    }

    [Fact]
    public void Request_OfAnotherServersOffer_FreesOurs()
    {
        Assert.Equal("10.0.0.100", Offered(1, "10.0.0.100"));
        Assert.Null(_scene.Say(Message(DhcpMessageType.Request, 1, "10.0.0.7", "10.0.0.2")).Reply);
        Assert.Equal("10.0.0.100", Offered(2, "10.0.0.100"));
    }

    [Theory]
    [InlineData("192.168.1.5")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.254")]
    public void Request_AddressThatIsNotOurs_IsRefusedAtOnce(string address)
    {
        DhcpDecision decision = _scene.Say(Message(DhcpMessageType.Request, 1, address));
        Assert.Equal(DhcpMessageType.Nak, decision.Reply!.MessageType);
        Assert.Equal(new IPEndPoint(IPAddress.Broadcast, 68), decision.Destination);
    }

    [Fact]
    public void Request_AddressOfAnotherCard_IsRefused()
    {
        Bind(1, "10.0.0.100");
        Assert.Equal(DhcpMessageType.Nak, _scene.Say(Message(DhcpMessageType.Request, 2, "10.0.0.100")).Reply!.MessageType);
    }

    [Fact]
    public void Request_Renewal_GoesToTheClientsAddressAndLastsLonger()
    {
        Bind(1, "10.0.0.100");
        _scene.Clock.Advance(TimeSpan.FromMinutes(50));

        DhcpDecision decision = _scene.Say(Message(DhcpMessageType.Request, 1, ciaddr: "10.0.0.100"));

        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.0.0.100"), 68), decision.Destination);
        Assert.Equal(DhcpMessageType.Ack, decision.Reply!.MessageType);
        _scene.Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.NotEqual("10.0.0.100", Offered(2, "10.0.0.100"));
    }

    [Fact]
    public void Request_RenewalOfALeaseThatWeForgot_IsGivenWhenFree() =>
        Assert.Equal(DhcpMessageType.Ack, _scene.Say(Message(DhcpMessageType.Request, 1, ciaddr: "10.0.0.102")).Reply!.MessageType);

    [Fact]
    public void Decline_Address_RestsForAnHour()
    {
        Bind(1, "10.0.0.100");
        Assert.Null(_scene.Say(Message(DhcpMessageType.Decline, 1, "10.0.0.100", "10.0.0.1")).Reply);
        Assert.NotEqual("10.0.0.100", Offered(1, "10.0.0.100"));
        Assert.NotEqual("10.0.0.100", Offered(2, "10.0.0.100"));
        _scene.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal("10.0.0.100", Offered(3, "10.0.0.100"));
    }

    [Fact]
    public void Decline_ForeignAddress_ChangesNothing()
    {
        Bind(1, "10.0.0.100");
        Assert.Null(_scene.Say(Message(DhcpMessageType.Decline, 2, "10.0.0.100")).Reply);
        Assert.Equal("10.0.0.100", Offered(1));
    }

    [Fact]
    public void Release_Address_MayGoToAnother()
    {
        Bind(1, "10.0.0.100");
        Assert.Null(_scene.Say(Message(DhcpMessageType.Release, 1, ciaddr: "10.0.0.100")).Reply);
        Assert.Equal("10.0.0.100", Offered(2, "10.0.0.100"));
    }

    [Fact]
    public void Inform_GetsSettingsButNoLease()
    {
        DhcpDecision decision = _scene.Say(Message(DhcpMessageType.Inform, 1, ciaddr: "10.0.0.7"));
        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.0.0.7"), 68), decision.Destination);
        Assert.True(decision.Reply!.Yiaddr.IsAny);
        Assert.False(decision.Reply.Options.Has(DhcpOption.LeaseTime));
        Assert.True(decision.Reply.Options.Has(DhcpOption.Router));
    }

    [Fact]
    public void Discover_ThroughARelayOfAnotherSubnet_HearsNothing() =>
        Assert.Null(_scene.Say(Message(DhcpMessageType.Discover, 1) with { Giaddr = Address("10.7.0.1") }).Reply);

    [Fact]
    public void Request_RefusedThroughARelay_IsToBeBroadcast()
    {
        DhcpDecision decision = _scene.Say(Message(DhcpMessageType.Request, 1, "192.168.1.5") with { Giaddr = Address("10.0.0.50") });
        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.0.0.50"), 67), decision.Destination);
        Assert.Equal(DhcpPacket.BroadcastFlag, decision.Reply!.Flags);
    }

    [Fact]
    public void Discover_Ovmf_GetsAddressAndBootFileInOneOffer()
    {
        DhcpPacket offer = _scene.Say(Capture.Packet("ovmf-pxe-discover")).Reply!;
        Assert.Equal((true, "snponly.efi"), (Subnet.MayHandOut(offer.Yiaddr), offer.File));
        Assert.Equal("060108ff", Convert.ToHexStringLower(offer.Options[DhcpOption.VendorSpecific]!));
        Assert.Equal([BootStage.DhcpOffer], _scene.Events.Stages);
    }

    [Fact]
    public void Discover_Ipxe_IsToldNotToWaitForAProxy() =>
        Assert.Equal("b00101", Convert.ToHexStringLower(_scene.Say(Capture.Packet("ipxe-bios-discover")).Reply!.Options[DhcpOption.Ipxe]!));

    [Fact]
    public void Discover_FirmwareThatIsNotServed_GetsAnAddressAllTheSame()
    {
        DhcpPacket request = Message(DhcpMessageType.Discover, 5);
        request.Options.Add(DhcpOption.VendorClass, "PXEClient:Arch:00006").Add(DhcpOption.ClientArchitecture, [0, 6]);
        DhcpPacket offer = _scene.Say(request).Reply!;
        Assert.Equal((true, ""), (Subnet.MayHandOut(offer.Yiaddr), offer.File));
        Assert.Equal([BootStage.Ignored], _scene.Events.Stages);
    }

    [Fact]
    public void Reply_ClientIdentifier_GoesBackUnchanged()
    {
        DhcpPacket request = Message(DhcpMessageType.Discover, 1);
        request.Options.Add(DhcpOption.ClientIdentifier, [255, 1, 2]);
        Assert.Equal([255, 1, 2], _scene.Say(request).Reply!.Options[DhcpOption.ClientIdentifier]);
    }

    [Fact]
    public void MayHandOut_RangeAroundSpecialAddresses_LeavesThemOut()
    {
        DhcpSubnet all = Subnet with { Ranges = [Range("10.0.0.0", "10.0.0.255")] };
        string[] left = Enumerable.Range(0, 256).Select(i => new Ipv4Address(0x0a000000u + (uint)i)).Where(address => !all.MayHandOut(address)).Select(address => address.ToString()).ToArray();
        Assert.Equal(["10.0.0.0", "10.0.0.1", "10.0.0.253", "10.0.0.254", "10.0.0.255"], left);
    }

    private string? Offered(ulong mac, string? wanted = null) => _scene.Say(Message(DhcpMessageType.Discover, mac, wanted)).Reply?.Yiaddr.ToString();

    private void Bind(ulong mac, string address) =>
        Assert.Equal(DhcpMessageType.Ack, _scene.Say(Message(DhcpMessageType.Request, mac, address)).Reply!.MessageType);
}
