using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Tests.Networks;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>The DHCP clients of Linux distributions as judges, through the whole life of a lease (RFC 2131 4.4). One class each, so that they run side by side.</summary>
public abstract class DhcpClientTests : IDisposable
{
    private readonly VirtualLan _lan = new();
    private readonly string _kind;
    private readonly LanServer _server;

    private protected DhcpClientTests(string kind)
    {
        _kind = kind;
        _server = new LanServer(_lan, probes: true, new DhcpSubnet(DhcpScene.Address("10.98.0.0"), 24)
        {
            Ranges = [DhcpScene.Range("10.98.0.100", "10.98.0.199")],
            Ours = [_lan.Interface.Address],
            Router = DhcpScene.Address("10.98.0.254"),
            LeaseTime = TimeSpan.FromSeconds(20),
        });
    }

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _lan.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Lease_TakenRenewedReboundReleased_IsTheSameOnBothSides()
    {
        string card = VirtualLan.CardOf(_lan.Client);
        using DhcpClientProgram client = new(_lan.Client, _kind);

        string bound = await client.WaitForAsync("bound", 1, Patience);
        DhcpLease taken = await _server.WaitForAsync(card, _ => true, Patience);
        string told = $" ip={taken.Address} lease=20 server=10.98.0.1";
        Assert.EndsWith(told, bound, StringComparison.Ordinal);

        Assert.EndsWith(told, await client.WaitForAsync("renew", 1, Patience), StringComparison.Ordinal);
        DhcpLease renewed = await _server.WaitForAsync(card, lease => lease.Expires > taken.Expires, Patience);

        // Only dhcpcd calls it by its name in its script.
        _lan.LoseUnicast();
        Assert.EndsWith(told, await (_kind == "dhcpcd" ? client.WaitForAsync("rebind", 1, Patience) : client.WaitForAsync("renew", 2, Patience)), StringComparison.Ordinal);
        DhcpLease rebound = await _server.WaitForAsync(card, lease => lease.Expires > renewed.Expires, Patience);
        Assert.Equal((taken.Address, taken.Address), (renewed.Address, rebound.Address));

        _lan.CarryUnicast();
        await client.ReleaseAsync(Patience);
        await _server.WaitForAsync(card, lease => lease.Expires < rebound.Expires, Patience);
    }
}
