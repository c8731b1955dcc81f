using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Xunit;

namespace Monitas.BootServer.Tests.Tftp;

/// <summary>A client's socket on loopback, for tests that say each datagram themselves.</summary>
internal static class BareClient
{
    public static Socket Bound()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    public static async Task<(byte[] Datagram, EndPoint From)> ReceiveAsync(Socket socket)
    {
        byte[] buffer = new byte[2000];
        SocketReceiveFromResult received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), TestContext.Current.CancellationToken);
        return (buffer[..received.ReceivedBytes], received.RemoteEndPoint);
    }
}
