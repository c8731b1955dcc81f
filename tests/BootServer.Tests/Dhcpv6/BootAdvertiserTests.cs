using System;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcpv6;
using Monitas.BootServer.Tests.Dhcp;
using Monitas.BootServer.Tests.Dhcpv6.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcpv6;

public sealed class BootAdvertiserTests : IDisposable
{
    private static readonly IPEndPoint Firmware = new(IPAddress.Parse("fe80::5054:ff:fe4d:5403"), 546);

    private readonly FakeTimeProvider _clock = new();
    private readonly NetbootClients _clients;
    private readonly BootAdvertiser _advertiser;

    public BootAdvertiserTests()
    {
        _clients = new NetbootClients(_clock);
        _advertiser = new BootAdvertiser(DhcpScene.Server, _clients, NullLogger.Instance);
    }

    public void Dispose() => _advertiser.Dispose();

    [Fact]
    public void Answer_MachineThatHasJustAskedByIpv4_IsToldThatThereIsNothing()
    {
        _clients.Note(new MacAddress(0x5254004d5403), null, null);

        byte[]? answer = _advertiser.Answer(BootSolicitTests.Ovmf, Firmware);

        Assert.Equal([2, 0xde, 0xe2, 0x25], answer![..4]);
        Assert.Equal([0, 7, 0, 1, 255], answer[^5..]);
    }

    [Fact]
    public void Answer_MachineThatIsNotStarting_IsLeftToOthers()
    {
        Assert.Null(_advertiser.Answer(BootSolicitTests.Ovmf, Firmware));
        _clients.Note(new MacAddress(0x5254004d5403), null, null);
        Assert.Null(_advertiser.Answer(BootSolicitTests.Ovmf, new IPEndPoint(IPAddress.Parse("fd00::1"), 546)));
        _clock.Advance(NetbootClients.BootingTime);
        Assert.Null(_advertiser.Answer(BootSolicitTests.Ovmf, Firmware));
    }
}
