using System;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Monitas.BootServer.Tests.Boot;
using Xunit;
using static Monitas.BootServer.Tests.Dhcp.DhcpScene;

namespace Monitas.BootServer.Tests.Dhcp;

public sealed class DhcpRivalsTests
{
    private static readonly MacAddress Card = new(0x525400000099);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogger _log = new();

    [Fact]
    public void HearClientsChoice_OfServersThatAreMadeUp_FillsNeitherMemoryNorLog()
    {
        DhcpRivals rivals = Rivals(DhcpMode.Full);
        for (uint i = 1; i <= 5000; i++)
        {
            rivals.HearClientsChoice(Server, new Ipv4Address(0x0b000000 + i));
        }

        Assert.Equal((DhcpRivals.Capacity, DhcpRivals.MaximumToldAnHour), (rivals.List().Count, _log.Lines.Count));
        Assert.Contains("some client makes them up", _log.Lines[^1].Text, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromHours(1));
        rivals.HearServer(Server, Offer("10.0.0.2", "10.0.0.50"), Card, Address("10.0.0.2"));
        Assert.Contains("10.0.0.2", _log.Lines[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void HearServer_AddressServerInProxyMode_IsToldOnceAsInformation()
    {
        DhcpRivals rivals = Rivals(DhcpMode.Proxy);
        rivals.HearServer(Server, Offer("10.0.0.2", "10.0.0.50"), Card, Address("10.0.0.2"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        rivals.HearServer(Server, Offer("10.0.0.2", "10.0.0.51"), Card, Address("10.0.0.2"));

        DhcpRival rival = Assert.Single(rivals.List());
        Assert.Equal(("eth0", "10.0.0.2", Card, true, false, 2L), (rival.Interface, rival.Server.ToString(), rival.Card, rival.GivesAddresses, rival.GivesBootFiles, rival.Count));
        Assert.Equal(TimeSpan.FromMinutes(1), rival.LastSeen - rival.FirstSeen);
        Assert.Equal(LogLevel.Information, Assert.Single(_log.Lines).Level);
    }

    [Fact]
    public void HearServer_AddressServerBesideOurs_IsAWarning()
    {
        Rivals(DhcpMode.Full).HearServer(Server, Offer("10.0.0.2", "10.0.0.50"), Card, Address("10.0.0.2"));
        (LogLevel level, string text) = Assert.Single(_log.Lines);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("10.0.0.2 (card 52:54:00:00:00:99)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void HearServer_BootServer_IsAWarningWithItsFile()
    {
        DhcpRivals rivals = Rivals(DhcpMode.Proxy);
        DhcpPacket offer = Offer("10.0.0.3", "0.0.0.0") with { Siaddr = Address("10.0.0.3"), File = "other.efi" };
        offer.Options.Add(DhcpOption.VendorClass, "PXEClient");

        rivals.HearServer(Server, offer, Card, Address("10.0.0.3"));

        DhcpRival rival = Assert.Single(rivals.List());
        Assert.Equal((false, true, "10.0.0.3", "other.efi", "PXEClient"), (rival.GivesAddresses, rival.GivesBootFiles, $"{rival.NextServer}", rival.BootFile, rival.VendorClass));
        Assert.Contains("boot file 'other.efi'", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void HearServer_NamesThatATerminalWouldObey_AreShownWithoutThat()
    {
        DhcpRivals rivals = Rivals(DhcpMode.Proxy);
        DhcpPacket offer = Offer("10.0.0.3", "0.0.0.0") with { File = "\u001b[2Jx.efi" };
        offer.Options.Add(DhcpOption.VendorClass, "PXEClient\u001b]0;x\u0007");

        rivals.HearServer(Server, offer, Card, Address("10.0.0.3"));

        DhcpRival rival = Assert.Single(rivals.List());
        Assert.Equal(("?[2Jx.efi", "PXEClient?]0;x?"), (rival.BootFile, rival.VendorClass));
    }

    [Fact]
    public void HearServer_OurOwnOfferOrAClientsMessage_IsNoRival()
    {
        DhcpRivals rivals = Rivals(DhcpMode.Full);
        rivals.HearServer(Server, Offer("10.0.0.1", "10.0.0.100"), Card, Address("10.0.0.1"));
        rivals.HearServer(Server, Message(DhcpMessageType.Discover, 1), Card, Address("0.0.0.0"));
        rivals.HearClientsChoice(Server, Server.Address);
        Assert.Empty(rivals.List());
    }

    [Fact]
    public void Hear_OurAddressOfAnotherCard_IsNoRival()
    {
        DhcpRivals rivals = Rivals(DhcpMode.Full);
        rivals.Ours = [Server.Address, Address("10.0.0.2")];
        rivals.HearServer(Server, Offer("10.0.0.2", "10.0.0.100"), Card, Address("10.0.0.2"));
        rivals.HearClientsChoice(Server, Address("10.0.0.2"));
        rivals.HearClientsChoice(Server, Address("10.0.0.3"));
        Assert.Equal("10.0.0.3", Assert.Single(rivals.List()).Server.ToString());
    }

    [Fact]
    public void Request_ForAnotherServer_NamesItAsRival()
    {
        DhcpScene scene = new(full: false);
        scene.Say(Message(DhcpMessageType.Request, 1, "10.0.0.50", "10.0.0.2"));
        DhcpRival rival = Assert.Single(scene.Rivals.List());
        Assert.Equal(("10.0.0.2", null, true), (rival.Server.ToString(), rival.Card, rival.GivesAddresses));
        Assert.Contains("(card not known)", Assert.Single(scene.Log.Lines).Text, StringComparison.Ordinal);
    }

    /// <summary>RFC 5107: option 54 is the relay's then, and we sent it so ourselves. Sub-option 11 is the wish for it.</summary>
    [Theory]
    [InlineData("10.7.0.1", 0)]
    [InlineData("10.7.0.2", 1)]
    public void Request_ThroughARelayThatStandsForUs_NamesARivalOnlyWhenItIsAnother(string chosen, int rivals)
    {
        DhcpScene scene = new(full: true);
        DhcpPacket request = Message(DhcpMessageType.Request, 1, "10.0.0.100", chosen) with { Giaddr = Address("10.0.0.9") };
        request.Options.Add(DhcpOption.RelayAgentInformation, [11, 4, 10, 7, 0, 1]);

        scene.Say(request);

        Assert.Equal(rivals, scene.Rivals.List().Count);
    }

    [Fact]
    public void HearServer_FloodOfServers_StaysBoundedAndKeepsTheLatest()
    {
        DhcpRivals rivals = Rivals(DhcpMode.Proxy);
        for (uint i = 1; i <= 500; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            rivals.HearClientsChoice(Server, new Ipv4Address(0x0b000000 + i));
        }

        Assert.Equal(DhcpRivals.Capacity, rivals.List().Count);
        Assert.Equal("11.0.1.244", rivals.List()[^1].Server.ToString());
    }

    private static DhcpPacket Offer(string server, string yiaddr) => new()
    {
        IsReply = true,
        Yiaddr = Address(yiaddr),
        Options = new DhcpOptions().Add(DhcpOption.MessageType, (byte)DhcpMessageType.Offer).Add(DhcpOption.ServerIdentifier, Address(server)),
    };

    private DhcpRivals Rivals(DhcpMode mode) => new(mode, _clock, _log);
}
