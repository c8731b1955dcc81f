using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Monitas.BootServer.Tests.Networks;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>Captures sent over a network of their own, where nothing of ours has the port of DHCP servers.</summary>
public sealed class DhcpEavesdropperTests
{
    [Fact]
    public async Task Hear_FirmwareThatAsksAnotherServer_IsStartingAndFoundByItsAddress()
    {
        CancellationToken patience = TestContext.Current.CancellationToken;
        using VirtualLan lan = new();
        NetbootClients clients = new(TimeProvider.System);
        using CancellationTokenSource stopping = new();
        using DhcpEavesdropper starts = DhcpEavesdropper.OfStarts(lan.Interface, clients, NullLogger.Instance);
        VirtualLan.In(lan.Server, () => { starts.Open(); return 0; });
        Task listening = starts.RunAsync(stopping.Token);
        DhcpPacket request = Capture.Packet("ipxe-bios-request");

        using Socket socket = VirtualLan.In(lan.Client, () =>
        {
            Socket opened = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
            opened.SetRawSocketOption(1, 25, Encoding.ASCII.GetBytes("eth0\0"));
            return opened;
        });
        foreach (string capture in new[] { "udhcp-discover", "ovmf-pxe-discover", "ipxe-bios-request" })
        {
            await socket.SendToAsync(Capture.Bytes(capture), SocketFlags.None, new IPEndPoint(IPAddress.Broadcast, DhcpDecision.ServerPort), patience);
        }

        while (!clients.IsBooting(request.Chaddr))
        {
            await Task.Delay(20, patience);
        }

        Assert.True(clients.IsBooting(Capture.Packet("ovmf-pxe-discover").Chaddr));
        Assert.False(clients.IsBooting(Capture.Packet("udhcp-discover").Chaddr));
        Assert.True(clients.TryFind(request.Options.Address(DhcpOption.RequestedAddress)!.Value, out MacAddress mac, out _));
        Assert.Equal(request.Chaddr, mac);

        await stopping.CancelAsync();
        await listening;
    }
}
