using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Tests.Boot;
using Monitas.BootServer.Tftp;
using Xunit;

namespace Monitas.BootServer.Tests.Tftp;

public sealed class TftpRefusalsTests
{
    [Fact]
    public void NotFound_OneClientThatNeverStops_GetsAFewAnswersAndLeavesRoomForOthers()
    {
        MemoryFiles files = new();
        TftpRefusals refusals = new(Loopback.Interface, files, new FakeTimeProvider(), new FakeLogger());
        using Socket greedy = Open("127.0.0.2");
        using Socket other = Open("127.0.0.3");
        for (int i = 0; i < 1000; i++)
        {
            refusals.NotFound((IPEndPoint)greedy.LocalEndPoint!, "nosuch");
        }

        refusals.NotFound((IPEndPoint)other.LocalEndPoint!, "nosuch");

        Assert.Equal((50, 1), (Received(greedy), Received(other)));
        Assert.Equal(51, files.Reports.Count);
    }

    private static Socket Open(string address)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        return socket;
    }

    private static int Received(Socket socket)
    {
        byte[] buffer = new byte[512];
        int count = 0;
        while (socket.Available > 0)
        {
            socket.Receive(buffer);
            count++;
        }

        return count;
    }
}
