using System;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;
using static Monitas.BootServer.Tests.Dhcp.DhcpScene;

namespace Monitas.BootServer.Tests.Dhcp;

public sealed class PxeOnlyDhcpTests
{
    private readonly PxeOnlyDhcp _dhcp = new(Server, Range("10.0.0.240", "10.0.0.241"));
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private LeaseTable _leases = LeaseTable.Empty;

    [Fact]
    public void Discover_OvmfThatNeedsAnAddress_GetsAddressServerAndFileInOneOffer()
    {
        DhcpPacket request = Capture.Packet("ovmf-pxe-discover");
        Assert.True(BootClientReader.TryRead(request, out BootClient? client));
        BootAnswer answer = new BootAnswer.LoadByTftp("shimx64.efi", WithAddress: true);

        DhcpDecision decision = Decide(request, true, reply => BootReply.Apply(reply, request, client, answer, Server))!;

        DhcpPacket offer = decision.Reply!;
        Assert.Contains(offer.Yiaddr.ToString(), new[] { "10.0.0.240", "10.0.0.241" });
        Assert.Equal(offer.Yiaddr, decision.ProbeFirst);
        Assert.Equal((Server.Address, "shimx64.efi"), (offer.Siaddr, offer.File));
        Assert.Equal("060108ff", Convert.ToHexStringLower(offer.Options[DhcpOption.VendorSpecific]!));
        Assert.Equal([0, 0, 2, 0x58], offer.Options[DhcpOption.LeaseTime]);
        Assert.Equal("255.255.255.0", offer.Options.Address(DhcpOption.SubnetMask).ToString());
        Assert.False(offer.Options.Has(DhcpOption.Router));
    }

    [Fact]
    public void Request_ForOurOffer_IsConfirmedAndRenewed()
    {
        string address = Offered(1)!;
        DhcpPacket ack = Say(Message(DhcpMessageType.Request, 1, address, "10.0.0.1"))!.Reply!;
        Assert.Equal((DhcpMessageType.Ack, address), (ack.MessageType, ack.Yiaddr.ToString()));
        Assert.Equal(DhcpMessageType.Ack, Say(Message(DhcpMessageType.Request, 1, ciaddr: address))!.Reply!.MessageType);
    }

    [Fact]
    public void Discover_WithoutNeed_IsLeftToTheProxy() => Assert.Null(Say(Message(DhcpMessageType.Discover, 1), wantsAddress: false));

    [Fact]
    public void Discover_AllInUse_IsLeftToTheProxyUntilALeaseIsOver()
    {
        foreach (ulong mac in new ulong[] { 1, 2 })
        {
            Say(Message(DhcpMessageType.Request, mac, Offered(mac), "10.0.0.1"));
        }

        Assert.Null(Offered(3));
        _now += TimeSpan.FromMinutes(11);
        Assert.NotNull(Offered(3));
    }

    [Fact]
    public void Request_ThatTakesTheLansOffer_FreesOursAndHearsNothing()
    {
        Offered(1);
        Assert.Null(Say(Message(DhcpMessageType.Request, 1, "10.0.0.50", "10.0.0.2"))!.Reply);
        Assert.Empty(_leases.Leases);
    }

    /// <summary>The other server's clients must never hear a refusal of ours.</summary>
    [Theory]
    [InlineData("10.0.0.50", null, "0.0.0.0")]
    [InlineData(null, null, "10.0.0.50")]
    [InlineData("192.168.7.7", null, "0.0.0.0")]
    [InlineData("10.0.0.50", "10.0.0.2", "0.0.0.0")]
    public void Request_OfTheLansClients_IsNotOurBusiness(string? requested, string? server, string ciaddr)
    {
        Assert.Null(Say(Message(DhcpMessageType.Request, 9, requested, server, ciaddr)));
        Assert.Null(Say(Message(DhcpMessageType.Inform, 9, ciaddr: ciaddr)));
        Assert.Null(Say(Message(DhcpMessageType.Release, 9, ciaddr: ciaddr)));
    }

    [Fact]
    public void Decline_OfOurAddress_LetsItRest()
    {
        string address = Offered(1)!;
        DhcpDecision decision = Say(Message(DhcpMessageType.Decline, 1, address, "10.0.0.1"))!;
        Assert.Equal(address, decision.InUse.ToString());
        Assert.NotEqual(address, Offered(1));
    }

    [Fact]
    public void Discover_ThroughARelay_IsLeftToTheProxy() =>
        Assert.Null(Say(Message(DhcpMessageType.Discover, 1) with { Giaddr = Address("10.0.0.9") }));

    [Fact]
    public void Respond_InProxyModeWithReservedAddresses_GivesNoneToWhoNeedsNone()
    {
        DhcpScene scene = new(DhcpAddresses.OfPxe(Server, Range("10.0.0.240", "10.0.0.241")), full: false);
        Assert.True(scene.Say(Capture.Packet("ovmf-pxe-discover")).Reply!.Yiaddr.IsAny);
        Assert.Null(scene.Say(Capture.Packet("udhcp-discover")).Reply);
        Assert.Null(scene.Say(Capture.Packet("udhcp-request")).Reply);
    }

    /// <summary>Shim leads to GRUB, and GRUB asks whoever gave the address: never shim without an address of ours.</summary>
    [Theory]
    [InlineData("0.0.0.0", 1, "shimx64.efi", false)]
    [InlineData("0.0.0.0", 3, "snponly.efi", true)]
    [InlineData("10.0.0.9", 1, "snponly.efi", true)]
    public void Respond_DiscoverOfFirmwareThatNeedsAnAddress_GetsShimOnlyWithOne(string relay, ulong mac, string file, bool noAddress)
    {
        DhcpScene scene = NeedsAddress();
        scene.Say(Pxe("ovmf-pxe-discover", 7));
        if (mac == 3)
        {
            scene.Say(Pxe("ovmf-pxe-discover", 8));
        }

        DhcpPacket offer = scene.Say(Pxe("ovmf-pxe-discover", mac) with { Giaddr = Address(relay) }).Reply!;

        Assert.Equal((file, noAddress), (offer.File, offer.Yiaddr.IsAny));
    }

    [Theory]
    [InlineData("10.0.0.50", "snponly.efi")]
    [InlineData("10.0.0.240", "shimx64.efi")]
    public void Respond_AtTheBootServerPort_GetsShimOnlyWithAnAddressOfOurs(string ciaddr, string file)
    {
        DhcpPacket request = Pxe("ovmf-pxe-discover", 1) with { Ciaddr = Address(ciaddr) };
        request.Options.Set(DhcpOption.MessageType, [(byte)DhcpMessageType.Request]);

        Assert.Equal(file, NeedsAddress().Say(request, port: 4011).Reply!.File);
    }

    [Theory]
    [InlineData("10.0.0.240", "10.0.0.247", 0)]
    [InlineData("10.0.1.240", "10.0.1.247", 1)]
    [InlineData("10.0.0.240", "10.0.1.7", 1)]
    public void Check_Range_MustBeOnALinkOfOurs(string first, string last, int problems) =>
        Assert.Equal(problems, PxeOnlyDhcp.Check([Server], new NetbootSettings { PxeAddresses = Range(first, last) }).Count);

    private static DhcpScene NeedsAddress() => new(DhcpAddresses.OfPxe(Server, Range("10.0.0.240", "10.0.0.241")), full: false)
    {
        Abilities = new BootAbilities(true, true, new GrubRoute(true, true, "told by the test")),
    };

    private static DhcpPacket Pxe(string capture, ulong mac) => Capture.Packet(capture) with { Chaddr = new MacAddress(mac) };

    private string? Offered(ulong mac) => Say(Message(DhcpMessageType.Discover, mac))?.Reply!.Yiaddr.ToString();

    private DhcpDecision? Say(DhcpPacket request, bool wantsAddress = true) => Decide(request, wantsAddress, reply => reply);

    private DhcpDecision? Decide(DhcpPacket request, bool wantsAddress, Func<DhcpPacket, DhcpPacket> addBoot)
    {
        (DhcpDecision? decision, _leases) = _dhcp.Decide(request, wantsAddress, _leases, _now, addBoot);
        return decision;
    }
}
