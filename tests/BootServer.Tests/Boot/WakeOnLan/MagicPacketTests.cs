using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.WakeOnLan;
using Monitas.BootServer.Boot.WakeOnLan.Wire;
using Monitas.BootServer.Tests.Networks;
using Xunit;

namespace Monitas.BootServer.Tests.Boot.WakeOnLan;

public sealed class MagicPacketTests
{
    private static readonly MacAddress Mac = new(0x525400aabb01);

    [Fact]
    public void For_ACard_IsSixOnesAndTheAddressSixteenTimes()
    {
        string expected = "FFFFFFFFFFFF" + string.Concat(Enumerable.Repeat("525400AABB01", 16));
        Assert.Equal(expected, Convert.ToHexString(MagicPacket.For(Mac)));
        Assert.Equal(102, MagicPacket.Length);
    }

    [Fact]
    public async Task Send_OnALan_ReachesItsBroadcastAddressOnPort9()
    {
        using VirtualLan lan = new();
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        using Socket listener = VirtualLan.In(lan.Foreign, () =>
        {
            Socket opened = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            opened.Bind(new IPEndPoint(IPAddress.Parse("10.98.0.255"), MagicPacket.Port));
            return opened;
        });
        byte[] buffer = new byte[200];
        int length = 0;
        while (length == 0)
        {
            // The bridge's ports need a moment before they forward.
            VirtualLan.In(lan.Server, () =>
            {
                Waker.Send(lan.Interface, [MagicPacket.For(Mac)]);
                return true;
            });
            await Task.Delay(50, patience.Token);
            length = listener.Available > 0 ? await listener.ReceiveAsync(buffer, SocketFlags.None, patience.Token) : 0;
        }

        Assert.Equal(MagicPacket.For(Mac), buffer[..length]);
    }
}
