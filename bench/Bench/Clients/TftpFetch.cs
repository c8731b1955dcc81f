using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace Monitas.Bench.Clients;

/// <summary>
/// A TFTP client on a blocking socket, without any work besides the protocol: each block is compared with the expected bytes where it was
/// received, which costs less than storing it.
/// </summary>
internal sealed class TftpFetch(IPEndPoint server, string name, int blockBytes, int windowBlocks, ReadOnlyMemory<byte> expected, IPAddress client) : IFetch
{
    private const int TimeoutMs = 1000;
    private const int MaximumTimeouts = 30;
    private const int ReceiveBufferBytes = 1 << 20;

    private readonly byte[] _acknowledgement = new byte[TftpPacket.HeaderBytes];
    private long _resent;
    private int _blockBytes = 512;
    private int _windowBlocks = 1;

    /// <inheritdoc/>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public string Terms => $"blksize {_blockBytes}, windowsize {_windowBlocks}";

    /// <inheritdoc/>
    public long Resent => _resent;

    /// <inheritdoc/>
    public void Run()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = TimeoutMs, ReceiveBufferSize = ReceiveBufferBytes };
        socket.Bind(new IPEndPoint(client, 0));
        byte[] buffer = new byte[blockBytes + TftpPacket.HeaderBytes + 1];
        int length = Begin(socket, buffer);
        ReadOnlySpan<byte> first = buffer.AsSpan(0, length);
        if (TftpPacket.Opcode(first) == TftpPacket.OptionAcknowledgement)
        {
            Agree(TftpPacket.Options(first));
            Acknowledge(socket, 0);
            length = Receive(socket, buffer, 0);
        }

        Transfer(socket, buffer, length);
    }

    /// <summary>Asks, and ties the socket to the port that answers: the transfer's own (RFC 1350 4).</summary>
    private int Begin(Socket socket, byte[] buffer)
    {
        byte[] request = TftpPacket.Request(name, blockBytes, windowBlocks);
        for (int tries = 0; tries < MaximumTimeouts; tries++)
        {
            socket.SendTo(request, server);
            try
            {
                EndPoint source = new IPEndPoint(IPAddress.Any, 0);
                int length = socket.ReceiveFrom(buffer, ref source);
                socket.Connect(source);
                return length;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)
            {
                _resent++;
            }
        }

        throw new FetchException("nothing answered the request");
    }

    private void Agree(Dictionary<string, int> options)
    {
        _blockBytes = options.GetValueOrDefault("blksize", _blockBytes);
        _windowBlocks = options.GetValueOrDefault("windowsize", _windowBlocks);
        if (_blockBytes > blockBytes || _windowBlocks > windowBlocks || _blockBytes < 8 || _windowBlocks < 1)
        {
            throw new FetchException($"the server chose {Terms}, which was not asked for");
        }
    }

    /// <summary>Blocks in order; a gap is answered once, with the last block before it (RFC 7440 4).</summary>
    private void Transfer(Socket socket, byte[] buffer, int length)
    {
        long next = 1;
        int inWindow = 0;
        bool gapTold = false;
        for (; ; length = Receive(socket, buffer, next - 1))
        {
            ReadOnlySpan<byte> packet = buffer.AsSpan(0, length);
            if (TftpPacket.Opcode(packet) == TftpPacket.Error)
            {
                throw new FetchException($"the server says: {TftpPacket.ErrorText(packet)}");
            }

            if (TftpPacket.Opcode(packet) != TftpPacket.Data)
            {
                continue;
            }

            if (TftpPacket.Block(packet) != unchecked((ushort)next))
            {
                if (!gapTold)
                {
                    Acknowledge(socket, next - 1);
                    (gapTold, inWindow) = (true, 0);
                    _resent++;
                }

                continue;
            }

            gapTold = false;
            bool isLast = Take(packet[TftpPacket.HeaderBytes..]);
            inWindow++;
            if (isLast || inWindow == _windowBlocks)
            {
                Acknowledge(socket, next);
                inWindow = 0;
            }

            if (isLast)
            {
                return;
            }

            next++;
        }
    }

    private bool Take(ReadOnlySpan<byte> block)
    {
        if (block.Length > expected.Length - Bytes || !block.SequenceEqual(expected.Span.Slice((int)Bytes, block.Length)))
        {
            throw new FetchException($"wrong bytes at {Bytes}");
        }

        Bytes += block.Length;
        bool isLast = block.Length < _blockBytes;
        return !isLast || Bytes == expected.Length ? isLast : throw new FetchException($"the file ended after {Bytes} of {expected.Length} bytes");
    }

    private int Receive(Socket socket, byte[] buffer, long acknowledged)
    {
        for (int tries = 0; tries < MaximumTimeouts; tries++)
        {
            try
            {
                return socket.Receive(buffer);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)
            {
                Acknowledge(socket, acknowledged);
                _resent++;
            }
        }

        throw new FetchException($"nothing came any more after {Bytes} bytes");
    }

    private void Acknowledge(Socket socket, long block)
    {
        TftpPacket.WriteAcknowledgement(_acknowledgement, block);
        socket.Send(_acknowledgement);
    }
}
