using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Tests.Networks;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>ISC's relay on a router, and a client behind it. The relay is told to drop answers that do not bring its own option 82 back.</summary>
public sealed class DhcpRelayTests : IDisposable
{
    private readonly VirtualLan _lan = new();
    private readonly LanServer _server;
    private readonly Process _relay;

    public DhcpRelayTests()
    {
        _lan.AddRouter();
        _server = new LanServer(
            _lan,
            probes: true,
            new DhcpSubnet(DhcpScene.Address("10.98.0.0"), 24) { Ranges = [DhcpScene.Range("10.98.0.100", "10.98.0.199")], Ours = [_lan.Interface.Address] },
            new DhcpSubnet(DhcpScene.Address("10.97.0.0"), 24)
            {
                Ranges = [DhcpScene.Range("10.97.0.100", "10.97.0.101")],
                Router = DhcpScene.Address("10.97.0.1"),
                LeaseTime = TimeSpan.FromSeconds(20),
            });
        _relay = VirtualLan.Start(_lan.Foreign, "dhcrelay", "-4", "-d", "-a", "-D", "-id", "eth1", "-iu", "eth0", "10.98.0.1");
        _relay.BeginErrorReadLine();
        _relay.BeginOutputReadLine();
    }

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _relay.Kill(entireProcessTree: true);
        _relay.Dispose();
        _server.Dispose();
        _lan.Dispose();
    }

    [Fact]
    public async Task Client_BehindARelay_GetsAnAddressThereAndRenewsItPastTheRelay()
    {
        string card = VirtualLan.CardOf(_lan.Far);
        using DhcpClientProgram client = new(_lan.Far, "udhcpc");

        string bound = await client.WaitForAsync("bound", 1, Patience);
        DhcpLease taken = await _server.WaitForAsync(card, _ => true, Patience);
        Assert.StartsWith("10.97.0.10", taken.Address.ToString(), StringComparison.Ordinal);
        Assert.Equal($"bound ip={taken.Address} lease=20 server=10.98.0.1", bound);

        await client.WaitForAsync("renew", 1, Patience);
        Assert.Contains("udhcpc: sending renew to server 10.98.0.1", client.Output);
        Assert.DoesNotContain("udhcpc: broadcasting renew", client.Output);
        Assert.Equal(taken.Address, (await _server.WaitForAsync(card, lease => lease.Expires > taken.Expires, Patience)).Address);
    }

    [Fact]
    public async Task Client_WhoseAddressBehindTheRelayIsInUse_GetsAnother()
    {
        _lan.AddForeignAddress("10.97.0.100/24", "eth1");
        using DhcpClientProgram client = new(_lan.Far, "udhcpc", "-r", "10.97.0.100");

        Assert.StartsWith("bound ip=10.97.0.101 ", await client.WaitForAsync("bound", 1, Patience), StringComparison.Ordinal);
        Assert.Contains("10.97.0.100 is in use by another computer", Assert.Single(_server.Log.Lines).Text, StringComparison.Ordinal);
    }
}
