using System;
using System.Linq;
using System.Net;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;
using static Monitas.BootServer.Tests.Dhcp.DhcpScene;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>Several subnets, relays, reservations, and what a LAN needs to know.</summary>
public sealed class DhcpSubnetsTests
{
    private static readonly DhcpSubnet Remote = new(Address("10.7.0.0"), 24)
    {
        Ranges = [Range("10.7.0.100", "10.7.0.100"), Range("10.7.0.200", "10.7.0.200")],
        Router = Address("10.7.0.1"),
        NtpServers = [Address("10.7.0.2"), Address("10.7.0.3")],
        Domain = "office.example.org",
        SearchDomains = ["office.example.org", "example.org"],
        Routes = [new ClasslessRoute(Address("10.20.0.0"), 16, Address("10.7.0.254"))],
        Reservations =
        [
            new DhcpReservation(Address("10.7.0.10"), new MacAddress(0x10), ""),
            new DhcpReservation(Address("10.7.0.100"), null, "ff0102"),
        ],
    };

    private readonly DhcpScene _scene = new(Subnet, Remote);

    [Fact]
    public void Discover_ThroughARelay_GetsAnAddressThereByTheRelay()
    {
        DhcpDecision decision = _scene.Say(ThroughRelay(1));
        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.7.0.1"), 67), decision.Destination);
        Assert.Equal(("10.7.0.200", "10.7.0.1", "10.0.0.1"), (Got(decision), Text(decision, DhcpOption.Router), Text(decision, DhcpOption.ServerIdentifier)));
    }

    [Fact]
    public void Discover_RelayThatNamesTheLink_IsBelievedBeforeGiaddr()
    {
        DhcpPacket request = ThroughRelay(1) with { Giaddr = Address("192.168.9.9") };
        request.Options.Add(DhcpOption.RelayAgentInformation, [5, 4, 10, 7, 0, 0]);

        DhcpDecision decision = _scene.Say(request);

        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.168.9.9"), 67), decision.Destination);
        Assert.Equal("10.7.0.200", Got(decision));
        Assert.Equal((DhcpOption.RelayAgentInformation, (byte)10), (decision.Reply!.Options.Items[^1].Key, decision.Reply.Options.Items[^1].Value[2]));
    }

    [Fact]
    public void Exchange_RelayThatStandsInForUs_IsNamedAsTheServer()
    {
        byte[] standIn = [11, 4, 10, 7, 0, 1];
        DhcpPacket discover = ThroughRelay(1);
        discover.Options.Add(DhcpOption.RelayAgentInformation, standIn);
        Assert.Equal("10.7.0.1", Text(_scene.Say(discover), DhcpOption.ServerIdentifier));

        DhcpPacket request = Message(DhcpMessageType.Request, 1, "10.7.0.200", "10.7.0.1") with { Giaddr = Address("10.7.0.1") };
        request.Options.Add(DhcpOption.RelayAgentInformation, standIn);
        Assert.Equal(DhcpMessageType.Ack, _scene.Say(request).Reply!.MessageType);
    }

    [Fact]
    public void Discover_RelayOfASubnetThatIsNotServed_HearsNothing()
    {
        DhcpDecision decision = _scene.Say(ThroughRelay(1) with { Giaddr = Address("10.8.0.1") });
        Assert.Null(decision.Reply);
        Assert.Contains("the relay 10.8.0.1", decision.Reason, StringComparison.Ordinal);
    }

    /// <summary>RFC 2131 4.3.2: a renewal comes straight from the client, past the relay.</summary>
    [Fact]
    public void Request_RenewalFromBehindARelay_StaysInItsSubnet()
    {
        Assert.Equal("10.7.0.200", Got(_scene.Say(ThroughRelay(1))));
        Assert.Equal(DhcpMessageType.Ack, _scene.Say(Message(DhcpMessageType.Request, 1, "10.7.0.200", "10.0.0.1") with { Giaddr = Address("10.7.0.1") }).Reply!.MessageType);

        DhcpDecision decision = _scene.Say(Message(DhcpMessageType.Request, 1, ciaddr: "10.7.0.200"));

        Assert.Equal((DhcpMessageType.Ack, "10.7.0.200:68"), (decision.Reply!.MessageType, decision.Destination!.ToString()));
        Assert.Equal("10.7.0.1", Text(decision, DhcpOption.Router));
    }

    [Fact]
    public void Request_AddressOfTheOldSubnetAfterAMove_IsRefused() =>
        Assert.Equal(DhcpMessageType.Nak, _scene.Say(Message(DhcpMessageType.Request, 1, "10.7.0.200")).Reply!.MessageType);

    /// <summary>RFC 2131 4.3.2: who rebinds by broadcast on our own link is here, whatever it brought along from behind the relay.</summary>
    [Fact]
    public void Request_RebindingHereAfterAMoveFromBehindARelay_IsRefused()
    {
        Assert.Equal("10.7.0.200", Got(_scene.Say(ThroughRelay(1))));
        Assert.Equal(DhcpMessageType.Ack, _scene.Say(Message(DhcpMessageType.Request, 1, "10.7.0.200", "10.0.0.1") with { Giaddr = Address("10.7.0.1") }).Reply!.MessageType);

        DhcpDecision decision = _scene.Say(Message(DhcpMessageType.Request, 1, ciaddr: "10.7.0.200"), isBroadcast: true);

        Assert.Equal((DhcpMessageType.Nak, "255.255.255.255:68"), (decision.Reply!.MessageType, decision.Destination!.ToString()));
    }

    /// <summary>Rebinding through the relay, which fills giaddr in.</summary>
    [Fact]
    public void Request_RebindingBehindTheRelay_IsExtendedThere()
    {
        Assert.Equal("10.7.0.200", Got(_scene.Say(ThroughRelay(1))));
        DhcpDecision decision = _scene.Say(Message(DhcpMessageType.Request, 1, ciaddr: "10.7.0.200") with { Giaddr = Address("10.7.0.1") });
        Assert.Equal((DhcpMessageType.Ack, "10.7.0.1:67"), (decision.Reply!.MessageType, decision.Destination!.ToString()));
    }

    [Fact]
    public void Discover_SameCardInTwoSubnets_KeepsAnAddressInEach()
    {
        string there = Got(_scene.Say(ThroughRelay(1)));
        string here = Got(_scene.Say(Message(DhcpMessageType.Discover, 1)));
        Assert.Equal((there, here), (Got(_scene.Say(ThroughRelay(1))), Got(_scene.Say(Message(DhcpMessageType.Discover, 1)))));
    }

    [Fact]
    public void Discover_ReservedClient_GetsItsAddressAndNobodyElseDoes()
    {
        DhcpPacket byIdentifier = ThroughRelay(2);
        byIdentifier.Options.Add(DhcpOption.ClientIdentifier, [0xff, 1, 2]);
        Assert.Equal("10.7.0.10", Got(_scene.Say(ThroughRelay(0x10))));
        Assert.Equal("10.7.0.100", Got(_scene.Say(byIdentifier)));
        Assert.Equal("10.7.0.200", Got(_scene.Say(ThroughRelay(3, "10.7.0.10"))));
        DhcpDecision none = _scene.Say(ThroughRelay(4));
        Assert.Null(none.Reply);
        Assert.Equal(new AddressShortage(AddressShortageKind.SubnetFull, "Every address of 10.7.0.0/24 is in use."), none.Shortage);
    }

    [Fact]
    public void Discover_ReservedAddressInUseByAStranger_GetsAnotherOneAndKeepsItUntilItAsksAnew()
    {
        Assert.Equal("10.7.0.10", Got(_scene.Say(ThroughRelay(0x10))));
        _scene.Say(Message(DhcpMessageType.Decline, 0x10, "10.7.0.10", "10.0.0.1") with { Giaddr = Address("10.7.0.1") });

        DhcpDecision offer = _scene.Say(ThroughRelay(0x10));
        Assert.Equal("10.7.0.200", Got(offer));
        Assert.Equal(AddressShortageKind.ReservedInUse, offer.Shortage!.Kind);
        Assert.Contains("10.7.0.10", offer.Shortage.Text, StringComparison.Ordinal);
        Assert.Equal(DhcpMessageType.Ack, _scene.Say(Message(DhcpMessageType.Request, 0x10, "10.7.0.200", "10.0.0.1") with { Giaddr = Address("10.7.0.1") }).Reply!.MessageType);
        Assert.Equal(DhcpMessageType.Ack, _scene.Say(Message(DhcpMessageType.Request, 0x10, ciaddr: "10.7.0.200")).Reply!.MessageType);

        _scene.Clock.Advance(FullDhcp.RestTime + TimeSpan.FromSeconds(1));
        Assert.Equal(DhcpMessageType.Ack, _scene.Say(Message(DhcpMessageType.Request, 0x10, ciaddr: "10.7.0.200")).Reply!.MessageType);
        DhcpDecision own = _scene.Say(ThroughRelay(0x10));
        Assert.Equal(("10.7.0.10", null, "10.7.0.10"), (Got(own), own.Shortage, own.ProbeFirst.ToString()));
    }

    [Fact]
    public void Request_ReservedClientWithAnotherAddress_IsSentToItsOwn() => Assert.Equal(
        DhcpMessageType.Nak,
        _scene.Say(Message(DhcpMessageType.Request, 0x10, "10.7.0.200") with { Giaddr = Address("10.7.0.1") }).Reply!.MessageType);

    [Fact]
    public void Request_AddressThatAnotherServerMayHaveGiven_HearsNothing() =>
        Assert.Null(_scene.Say(Message(DhcpMessageType.Request, 1, "10.0.0.50")).Reply);

    [Fact]
    public void Offer_ToWhoAsks_TellsAllOfTheLan()
    {
        DhcpPacket request = ThroughRelay(1);
        request.Options.Add(DhcpOption.ParameterRequestList, [1, 3, 6, 15, 42, 119, 121]);
        DhcpPacket offer = _scene.Say(request).Reply!;

        Assert.Equal("office.example.org", offer.Options.Text(DhcpOption.DomainName));
        Assert.Equal("0a0700020a070003", Convert.ToHexStringLower(offer.Options[DhcpOption.NtpServers]!));
        Assert.True(DomainNames.TryParse(offer.Options[DhcpOption.DomainSearch], out var names));
        Assert.Equal(Remote.SearchDomains, names);
        Assert.True(ClasslessRoutes.TryParse(offer.Options[DhcpOption.ClasslessStaticRoutes], out var routes));
        Assert.Equal(["10.20.0.0/16 via 10.7.0.254", "0.0.0.0/0 via 10.7.0.1"], routes.Select(route => route.ToString()));
    }

    [Fact]
    public void Offer_ToFirmwareThatAsksForLittle_IsShort()
    {
        DhcpPacket request = ThroughRelay(1);
        request.Options.Add(DhcpOption.ParameterRequestList, [1, 3]);
        DhcpPacket offer = _scene.Say(request).Reply!;
        Assert.True(offer.Options.Has(DhcpOption.Router));
        Assert.False(offer.Options.Has(DhcpOption.DomainSearch) || offer.Options.Has(DhcpOption.NtpServers) || offer.Options.Has(DhcpOption.ClasslessStaticRoutes));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 4, 0 }, 1024)]
    [InlineData(new byte[] { 0, 0, 0, 5 }, 60)]
    [InlineData(new byte[] { 255, 255, 255, 255 }, 43200)]
    [InlineData(new byte[] { 1 }, 43200)]
    public void Offer_LeaseTimeThatTheClientAsksFor_IsGivenWhenShorter(byte[] asked, int seconds)
    {
        DhcpPacket request = ThroughRelay(1);
        request.Options.Add(DhcpOption.LeaseTime, asked);
        Assert.Equal([0, 0, (byte)(seconds >> 8), (byte)(seconds & 255)], _scene.Say(request).Reply!.Options[DhcpOption.LeaseTime]);
    }

    [Fact]
    public void Check_Settings_TellsAllThatIsWrong()
    {
        NetbootSettings settings = new()
        {
            RangeFirst = IPAddress.Parse("10.0.0.100"),
            RangeLast = IPAddress.Parse("10.0.0.110"),
            Subnets = [new DhcpSubnet(Address("10.0.0.0"), 25)],
        };
        Assert.Collection(
            DhcpSubnets.Check([Server], settings),
            text => Assert.Contains("write the range into that section only", text, StringComparison.Ordinal),
            text => Assert.Contains("[dhcp 10.0.0.0/25] is not the subnet of eth0", text, StringComparison.Ordinal));
        Assert.Contains("behind a relay", Assert.Single(DhcpSubnets.Check([Server], new NetbootSettings { RangeFirst = IPAddress.Parse("10.9.0.1"), RangeLast = IPAddress.Parse("10.9.0.2") })), StringComparison.Ordinal);
    }

    [Fact]
    public void Serve_Interfaces_AreThoseWithClients()
    {
        NetbootInterface other = new("eth1", 3, Address("10.1.0.1"), 24, 1500, 80);
        Assert.Equal((true, false), (new DhcpSubnets([Subnet]).Serve(Server, [Server, other]), new DhcpSubnets([Subnet]).Serve(other, [Server, other])));
        Assert.True(new DhcpSubnets([Remote]).Serve(other, [Server, other]));
    }

    private static DhcpPacket ThroughRelay(ulong mac, string? requested = null) =>
        Message(DhcpMessageType.Discover, mac, requested) with { Giaddr = Address("10.7.0.1") };

    private static string Got(DhcpDecision decision) => decision.Reply!.Yiaddr.ToString();

    private static string Text(DhcpDecision decision, DhcpOption code) => decision.Reply!.Options.Address(code).ToString()!;
}
