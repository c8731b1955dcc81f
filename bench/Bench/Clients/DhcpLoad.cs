using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Monitas.Bench.Clients;

/// <summary>
/// Many DHCP clients on one socket: first each gets an address, then they ask anew in turn, a fixed number of them at the same time. One that
/// hears nothing asks again after a second, as real clients do. One thread.
/// </summary>
internal sealed class DhcpLoad : IDisposable
{
    private const int Port = 67;
    private const int ReceiveBufferBytes = 1 << 20;
    private const int MaximumReplyBytes = 2048;
    private const int PatienceMs = 20;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstLimit = TimeSpan.FromMinutes(2);

    /// <summary>Being slow is no failure: the time that is measured goes on until each client was served again, but not for ever.</summary>
    private static readonly TimeSpan LastLimit = TimeSpan.FromMinutes(2);

    private readonly DhcpOrder _order;
    private readonly IPAddress _relay;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = PatienceMs, ReceiveBufferSize = ReceiveBufferBytes };
    private readonly byte[] _packet = new byte[DhcpMessage.MaximumBytes];
    private readonly byte[] _reply = new byte[MaximumReplyBytes];
    private readonly Client[] _clients;
    private readonly Queue<int> _idle = new();
    private readonly HashSet<int> _asking = [];
    private uint _generation;
    private long _exchanges;
    private long _resent;
    private int _served;

    /// <summary>Opens the socket.</summary>
    public DhcpLoad(DhcpOrder order)
    {
        _order = order;
        _relay = IPAddress.Parse(order.Relay);
        _clients = new Client[order.Clients];
        _socket.Bind(new IPEndPoint(_relay, Port));
        _socket.Connect(IPAddress.Parse(order.Server), Port);
    }

    /// <summary>Runs the clients, and the storm of garbage beside them.</summary>
    public static DhcpResult Run(DhcpOrder order)
    {
        using DhcpLoad load = new(order);
        return load.Run();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private DhcpResult Run()
    {
        LineUp();
        long started = Stopwatch.GetTimestamp();
        Work(again: false, () => _exchanges < _clients.Length && Stopwatch.GetElapsedTime(started) < FirstLimit);
        double first = Stopwatch.GetElapsedTime(started).TotalSeconds;

        using GarbageStorm? storm = _order.GarbagePerSecond > 0 ? new GarbageStorm(_order) : null;
        long before = _exchanges;
        (_exchanges, _resent) = (0, 0);
        LineUp();
        TimeSpan time = TimeSpan.FromSeconds(_order.Seconds);
        started = Stopwatch.GetTimestamp();
        Work(again: true, () => Stopwatch.GetElapsedTime(started) is var since && (since < time || (_served < _clients.Length && since < LastLimit)));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new DhcpResult(_exchanges, before + _exchanges, seconds, first, _served, _resent, storm?.Stop() ?? 0);
    }

    private void LineUp()
    {
        for (int i = 0; i < _clients.Length; i++)
        {
            if (!_asking.Contains(i))
            {
                _idle.Enqueue(i);
            }
        }
    }

    private void Work(bool again, Func<bool> goesOn)
    {
        for (int i = _asking.Count; i < _order.AtOnce; i++)
        {
            StartNext();
        }

        // What is waiting in the socket is read before the clock is asked once more.
        const int Batch = 64;
        while (goesOn())
        {
            for (int i = 0; i < Batch && TryReceive(again); i++)
            {
            }

            AskAgain();
        }
    }

    private void StartNext()
    {
        if (_idle.TryDequeue(out int client))
        {
            _asking.Add(client);
            Ask(client);
        }
    }

    private void Ask(int client)
    {
        _generation = unchecked(_generation + 1);
        ref Client state = ref _clients[client];
        (state.Xid, state.Awaits, state.Sent) = ((_generation << 16) | (uint)client, DhcpMessage.Offer, Stopwatch.GetTimestamp());
        Send(DhcpMessage.Discover, client, default, default);
    }

    private bool TryReceive(bool again)
    {
        int length;
        try
        {
            length = _socket.Receive(_reply);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.ConnectionRefused)
        {
            return false;
        }

        if (!DhcpMessage.TryRead(_reply.AsSpan(0, length), out uint xid, out byte type, out ReadOnlySpan<byte> address, out ReadOnlySpan<byte> server))
        {
            return true;
        }

        int client = (int)(xid & 0xffff);
        if (client >= _clients.Length || _clients[client].Xid != xid || _clients[client].Awaits != type)
        {
            // Late, or a NAK: the client asks again.
            return true;
        }

        ref Client state = ref _clients[client];
        if (type == DhcpMessage.Offer)
        {
            (state.Awaits, state.Sent) = (DhcpMessage.Ack, Stopwatch.GetTimestamp());
            Send(DhcpMessage.Request, client, address, server);
            return true;
        }

        state.Awaits = 0;
        state.Exchanges++;
        _served += state.Exchanges == 2 ? 1 : 0;
        _exchanges++;
        _asking.Remove(client);
        if (again)
        {
            _idle.Enqueue(client);
        }

        StartNext();
        return true;
    }

    private void AskAgain()
    {
        foreach (int client in _asking)
        {
            if (Stopwatch.GetElapsedTime(_clients[client].Sent) > Retry)
            {
                _resent++;
                Ask(client);
            }
        }
    }

    private void Send(byte type, int client, ReadOnlySpan<byte> address, ReadOnlySpan<byte> server)
    {
        int length = DhcpMessage.Write(_packet, type, _clients[client].Xid, client, _relay, address, server, _order.IsNetboot);
        _socket.Send(_packet.AsSpan(0, length));
    }

    private struct Client
    {
        public uint Xid;
        public byte Awaits;
        public long Sent;
        public int Exchanges;
    }
}
