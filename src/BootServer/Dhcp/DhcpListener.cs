using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// Receives, asks the responder, sends. What waits in a socket is taken as one batch: its leases go to the disk together, then its replies go
/// out. One for each interface; its loops end when the token that they run with is cancelled.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="responder">Decides.</param>
/// <param name="prober">Sees whether an address is in use before it is offered.</param>
/// <param name="shortages">Hears of addresses that are short.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Hears of every message at debug level.</param>
internal sealed class DhcpListener(NetbootInterface server, DhcpResponder responder, AddressProber prober, AddressShortages shortages, TimeProvider clock, ILogger logger) : IDisposable
{
    private const int MaximumBatch = 256;

    /// <summary>More clients that wait for a probe at the same time are answered without one.</summary>
    private const int MaximumProbes = 256;

    /// <summary>After so many addresses in use the client gets none this time; it asks again.</summary>
    private const int MaximumAttempts = 4;

    private const int ReceiveBufferBytes = 1 << 20;

    private static readonly IPEndPoint Anyone = new(IPAddress.Any, 0);
    private static readonly TimeSpan PauseBetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly List<Socket> _sockets = [];
    private readonly Lock _lock = new();
    private int _probes;
    private DateTimeOffset _nextWarning;

    /// <summary>Opens the ports 67 and 4011.</summary>
    /// <exception cref="NetbootException">One of them is taken or not permitted.</exception>
    public void Open()
    {
        foreach (int port in (ReadOnlySpan<int>)[DhcpDecision.ServerPort, ProxyDhcp.BootServerPort])
        {
            Socket socket = DeviceSocket.OpenUdp(server, IPAddress.Any, port, "DHCP");
            socket.ReceiveBufferSize = ReceiveBufferBytes;
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.PacketInformation, true);
            _sockets.Add(socket);
        }
    }

    /// <summary>Serves until the token is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_sockets.ConvertAll(socket => ReceiveAsync(socket, cancellationToken)));

    /// <inheritdoc/>
    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private Task ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        Batch batch = new(socket, ((IPEndPoint)socket.LocalEndPoint!).Port);
        return SocketLoop.RunAsync(server, batch.Port, "receiving", token => ReceiveBatchAsync(batch, token), logger, cancellationToken);
    }

    private async ValueTask ReceiveBatchAsync(Batch batch, CancellationToken cancellationToken)
    {
        SocketReceiveMessageFromResult first = await batch.Socket.ReceiveMessageFromAsync(batch.Received, SocketFlags.None, Anyone, cancellationToken);
        Handle(batch, first.ReceivedBytes, first.RemoteEndPoint, first.PacketInformation);
        for (int i = 1; i < MaximumBatch && batch.Socket.Available > 0; i++)
        {
            SocketFlags flags = SocketFlags.None;
            EndPoint source = Anyone;
            int length = batch.Socket.ReceiveMessageFrom(batch.Received, ref flags, ref source, out IPPacketInformation information);
            Handle(batch, length, source, information);
        }

        Finish(batch);
    }

    /// <summary>What is no DHCP message costs nothing but its reading.</summary>
    private void Handle(Batch batch, int length, EndPoint source, IPPacketInformation information)
    {
        DhcpArrival arrival = new(batch.Port, (IPEndPoint)source, IsBroadcast(information));
        if (!DhcpPacketReader.TryParse(batch.Received.AsSpan(0, length), out DhcpPacket? request, out DhcpParseError why))
        {
            NetbootLog.NotDhcp(logger, server.Name, arrival.Source, batch.Port, why);
            return;
        }

        if (Decide(request, arrival) is not { } decision)
        {
            return;
        }

        if (decision.Shortage is { } shortage)
        {
            shortages.Note(server.Name, shortage);
        }

        if (decision.ProbeFirst is { } address && prober.IsDue(address) && Interlocked.Increment(ref _probes) is var running)
        {
            if (running <= MaximumProbes)
            {
                _ = OfferAfterProbeAsync(batch, request, arrival, decision);
                return;
            }

            Interlocked.Decrement(ref _probes);
        }

        batch.Replies.Add((request, decision));
    }

    /// <summary>To the limited broadcast address, or to that of the interface's subnet (RFC 919 7).</summary>
    private bool IsBroadcast(IPPacketInformation information) =>
        information.Address is { } address
        && Ipv4Address.From(address) is var destination
        && (destination == Ipv4Address.Broadcast || destination.Value == (server.Address.Value | ~server.Mask.Value));

    /// <summary>An address that somebody uses is put aside, and the client is offered another.</summary>
    private async Task OfferAfterProbeAsync(Batch batch, DhcpPacket request, DhcpArrival arrival, DhcpDecision first)
    {
        try
        {
            DhcpDecision? decision = first;
            for (int attempt = 0; attempt < MaximumAttempts && decision?.ProbeFirst is { } address; attempt++)
            {
                string? user = await prober.FindUserAsync(address, request.Chaddr);
                if (user is null)
                {
                    break;
                }

                lock (_lock)
                {
                    responder.NoteInUse(address, user);
                }

                decision = attempt + 1 < MaximumAttempts ? Decide(request, arrival) : null;
            }

            if (decision is not null && Save(1))
            {
                Send(batch.Socket, request, decision, new byte[DhcpPacket.MaximumLength]);
            }
        }
        catch (ObjectDisposedException)
        {
            // The server stops.
        }
        catch (Exception e)
        {
            // Nobody waits for this offer: what fails in it would be heard of nowhere.
            NetbootLog.RequestFailed(logger, e, server.Name, arrival.Port, request.Chaddr.ToString());
        }
        finally
        {
            Interlocked.Decrement(ref _probes);
        }
    }

    private void Finish(Batch batch)
    {
        try
        {
            if (batch.Replies.Count > 0 && Save(batch.Replies.Count))
            {
                foreach ((DhcpPacket request, DhcpDecision decision) in batch.Replies)
                {
                    Send(batch.Socket, request, decision, batch.Buffer);
                }
            }
        }
        finally
        {
            // What could not be sent is asked for again; kept, it would fail each turn to come.
            batch.Replies.Clear();
        }
    }

    private void Send(Socket socket, DhcpPacket request, DhcpDecision decision, byte[] buffer)
    {
        if (decision.Reply is not { } reply)
        {
            if (logger.IsEnabled(LogLevel.Debug))
            {
                NetbootLog.DhcpSilence(logger, server.Name, request.Chaddr.ToString(), request.MessageType.ToString(), decision.Reason);
            }

            return;
        }

        int length = DhcpPacketWriter.WriteTo(reply, buffer, request.AcceptedLength, out int leftOut);
        try
        {
            socket.SendTo(buffer.AsSpan(0, length), SocketFlags.None, decision.Destination!);
        }
        catch (SocketException e)
        {
            // One client or relay that cannot be reached must not hold up the others.
            Warn(e, decision.Destination!);
            return;
        }

        if (leftOut > 0)
        {
            NetbootLog.OptionsLeftOut(logger, server.Name, leftOut, request.Chaddr.ToString());
        }

        if (logger.IsEnabled(LogLevel.Debug))
        {
            NetbootLog.DhcpReplied(
                logger, server.Name, request.Chaddr.ToString(), request.MessageType.ToString(),
                reply.MessageType.ToString(), decision.Destination!, reply.Yiaddr.ToString(), reply.File);
        }
    }

    private void Warn(SocketException e, IPEndPoint destination)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_lock)
        {
            if (now < _nextWarning)
            {
                return;
            }

            _nextWarning = now + PauseBetweenWarnings;
        }

        NetbootLog.ReplyNotSent(logger, e, server.Name, destination);
    }

    /// <summary>The edge of one request: whatever fails behind it, the next machine is answered.</summary>
    private DhcpDecision? Decide(DhcpPacket request, DhcpArrival arrival)
    {
        try
        {
            lock (_lock)
            {
                return responder.Respond(request, arrival);
            }
        }
        catch (Exception e)
        {
            NetbootLog.RequestFailed(logger, e, server.Name, arrival.Port, request.Chaddr.ToString());
            return null;
        }
    }

    /// <summary>False when the leases could not be kept: then nothing is promised, and the clients ask again.</summary>
    private bool Save(int count)
    {
        try
        {
            lock (_lock)
            {
                responder.Save();
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NetbootLog.LeaseNotKept(logger, e, count);
            return false;
        }
    }

    /// <summary>The replies to what waited in a socket.</summary>
    private sealed class Batch(Socket socket, int port)
    {
        public Socket Socket => socket;

        public int Port => port;

        public List<(DhcpPacket Request, DhcpDecision Decision)> Replies { get; } = [];

        /// <summary>One byte longer than a message may be, so that a longer one is seen to be too long.</summary>
        public byte[] Received { get; } = new byte[DhcpPacket.MaximumLength + 1];

        public byte[] Buffer { get; } = new byte[DhcpPacket.MaximumLength];
    }
}
