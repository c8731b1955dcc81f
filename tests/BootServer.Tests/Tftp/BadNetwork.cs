using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.BootServer.Tests.Tftp;

/// <summary>
/// A UDP relay between one client and a TFTP server that loses, doubles and delays datagrams of both directions, by a seeded
/// random. The server's fresh port stays hidden: to the client all comes from the relay's second port.
/// </summary>
internal sealed class BadNetwork : IAsyncDisposable
{
    private readonly Socket _requests = Open();
    private readonly Socket _transfer = Open();
    private readonly Socket _toServer = Open();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Random _random;
    private readonly IPEndPoint _server;
    private readonly Task _loops;
    private EndPoint? _client;
    private EndPoint? _serverTransfer;

    public BadNetwork(IPEndPoint server, int seed)
    {
        (_server, _random) = (server, new Random(seed));
        _loops = Task.WhenAll(
            RelayAsync(_requests, async (datagram, from) => { _client = from; await PassAsync(_toServer, datagram, _server); }),
            RelayAsync(_transfer, async (datagram, _) => await PassAsync(_toServer, datagram, _serverTransfer!)),
            RelayAsync(_toServer, async (datagram, from) =>
            {
                _serverTransfer = from;
                FromServer.Enqueue(datagram);
                await PassAsync(_transfer, datagram, _client!);
            }));
    }

    /// <summary>Where the client sends its request.</summary>
    public IPEndPoint Address => (IPEndPoint)_requests.LocalEndPoint!;

    /// <summary>One of so many datagrams is lost; 0: none.</summary>
    public int LoseOneOf { get; init; }

    /// <summary>One of so many comes twice; 0: none.</summary>
    public int DoubleOneOf { get; init; }

    /// <summary>One of so many is overtaken by those behind it; 0: none.</summary>
    public int DelayOneOf { get; init; }

    /// <summary>All that the server sent.</summary>
    public ConcurrentQueue<byte[]> FromServer { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loops;
        _requests.Dispose();
        _transfer.Dispose();
        _toServer.Dispose();
        _stopping.Dispose();
    }

    private static Socket Open()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task RelayAsync(Socket socket, Func<byte[], EndPoint, Task> pass)
    {
        byte[] buffer = new byte[66_000];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, _server, _stopping.Token);
                await pass(buffer[..received.ReceivedBytes], received.RemoteEndPoint);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(Socket socket, byte[] datagram, EndPoint to)
    {
        if (Happens(LoseOneOf))
        {
            return;
        }

        int copies = Happens(DoubleOneOf) ? 2 : 1;
        if (Happens(DelayOneOf))
        {
            _ = SendLaterAsync(socket, datagram, to);
            return;
        }

        for (int i = 0; i < copies; i++)
        {
            await socket.SendToAsync(datagram, to, _stopping.Token);
        }
    }

    private async Task SendLaterAsync(Socket socket, byte[] datagram, EndPoint to)
    {
        try
        {
            await Task.Delay(5, _stopping.Token);
            await socket.SendToAsync(datagram, to, _stopping.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private bool Happens(int oneOf)
    {
        lock (_random)
        {
            return oneOf > 0 && _random.Next(oneOf) == 0;
        }
    }
}
