using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Monitas.Bench.Clients;

/// <summary>
/// Sends packets to the DHCP port that no server may answer: noise of any length, and messages whose magic cookie is damaged. Its thread
/// ends with <see cref="Stop"/>.
/// </summary>
internal sealed class GarbageStorm : IDisposable
{
    private const int Port = 67;
    private const int Kinds = 256;
    private const int Seed = 2131;
    private const int CookieOffset = 236;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Thread _thread;
    private readonly byte[][] _packets;
    private readonly int _perSecond;
    private volatile bool _ends;
    private long _sent;

    /// <summary>Begins.</summary>
    public GarbageStorm(DhcpOrder order)
    {
        _perSecond = order.GarbagePerSecond;
        Random random = new(Seed);
        IPAddress relay = IPAddress.Parse(order.Relay);
        _packets = [.. Enumerable.Range(0, Kinds).Select(kind => kind % 2 == 0 ? Noise(random) : Damaged(random, relay, order.IsNetboot))];
        _socket.Bind(new IPEndPoint(relay, 0));
        _socket.Connect(IPAddress.Parse(order.Server), Port);
        _thread = new Thread(Blow);
        _thread.Start();
    }

    /// <summary>Ends the storm.</summary>
    /// <returns>How many packets went out.</returns>
    public long Stop()
    {
        _ends = true;
        _thread.Join();
        return _sent;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _socket.Dispose();
    }

    private static byte[] Noise(Random random)
    {
        byte[] packet = new byte[random.Next(1, 1400)];
        random.NextBytes(packet);
        return packet;
    }

    private static byte[] Damaged(Random random, IPAddress relay, bool isNetboot)
    {
        byte[] packet = new byte[DhcpMessage.MaximumBytes];
        int length = DhcpMessage.Write(packet, DhcpMessage.Discover, (uint)random.Next(), random.Next(), relay, default, default, isNetboot);
        packet[CookieOffset + random.Next(4)] ^= (byte)(1 << random.Next(8));
        return packet[..length];
    }

    private void Blow()
    {
        long started = Stopwatch.GetTimestamp();
        while (!_ends)
        {
            long due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * _perSecond);
            for (; _sent < due && !_ends; _sent++)
            {
                try
                {
                    _socket.Send(_packets[(int)(_sent % Kinds)]);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.NoBufferSpaceAvailable)
                {
                    // Lost like any other packet of a storm.
                }
            }

            Thread.Sleep(Pause);
        }
    }
}
