using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Tftp.Wire;

namespace Monitas.BootServer.Tests.Tftp;

/// <summary>
/// A TFTP client that acknowledges a whole window (RFC 7440 4), each datagram that it does not expect, and after a silence the last block again.
/// </summary>
internal sealed class TestTftpClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
    private readonly MemoryStream _content = new();
    private int _blksizeBytes = 512;
    private int _windowsize = 1;
    private int _inWindow;
    private long _block;
    private EndPoint? _transfer;

    public TestTftpClient(IPAddress? address = null) => _socket.Bind(new IPEndPoint(address ?? IPAddress.Loopback, 0));

    /// <summary>How long it waits before it says the last thing again.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(1500);

    public static byte[] Request(string name, params (string Name, int Value)[] options)
    {
        StringBuilder text = new($"\0\u0001{name}\0octet\0");
        foreach ((string option, int value) in options)
        {
            text.Append(option).Append('\0').Append(value).Append('\0');
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>Fetches a file.</summary>
    /// <exception cref="IOException">The server refuses, or nothing comes for ten of the client's patiences.</exception>
    public async Task<byte[]> GetAsync(IPEndPoint server, byte[] request, CancellationToken cancel)
    {
        byte[] buffer = new byte[66_000];
        await _socket.SendToAsync(request, server, cancel);
        for (int silences = 0; silences < 10;)
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            try
            {
                SocketReceiveFromResult received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, server, patience.Token);
                _transfer ??= received.RemoteEndPoint;
                if (_transfer.Equals(received.RemoteEndPoint) && await TakeAsync(buffer.AsMemory(0, received.ReceivedBytes), cancel))
                {
                    return _content.ToArray();
                }

                silences = 0;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                silences++;
                await (_transfer is null ? _socket.SendToAsync(request, server, cancel).AsTask() : AcknowledgeAsync(cancel));
            }
        }

        throw new IOException($"nothing came after block {_block}");
    }

    public void Dispose() => _socket.Dispose();

    /// <returns>Whether that was the last block.</returns>
    private async Task<bool> TakeAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancel)
    {
        if (TftpPackets.TryReadError(datagram.Span, out _, out string text))
        {
            throw new IOException(text);
        }

        if (datagram.Span[1] == (byte)TftpOpcode.OptionAcknowledgment)
        {
            if (_block == 0)
            {
                ReadOptions(datagram.Span);
                await AcknowledgeAsync(cancel);
            }

            return false;
        }

        int number = (datagram.Span[2] << 8) | datagram.Span[3];
        if (number != ((_block + 1) & 0xffff))
        {
            // As EDK2 does, also for what comes twice: a hard trial for the server.
            await AcknowledgeAsync(cancel);
            return false;
        }

        _block++;
        _content.Write(datagram.Span[4..]);
        bool isLast = datagram.Length - 4 < _blksizeBytes;
        if (++_inWindow == _windowsize || isLast)
        {
            await AcknowledgeAsync(cancel);
        }

        return isLast;
    }

    private void ReadOptions(ReadOnlySpan<byte> datagram)
    {
        string[] parts = Encoding.Latin1.GetString(datagram[2..]).Split('\0');
        for (int i = 0; i + 1 < parts.Length; i += 2)
        {
            _blksizeBytes = parts[i] == "blksize" ? int.Parse(parts[i + 1], null) : _blksizeBytes;
            _windowsize = parts[i] == "windowsize" ? int.Parse(parts[i + 1], null) : _windowsize;
        }
    }

    private async Task AcknowledgeAsync(CancellationToken cancel)
    {
        _inWindow = 0;
        byte[] datagram = [0, (byte)TftpOpcode.Acknowledgment, (byte)((_block >> 8) & 0xff), (byte)(_block & 0xff)];
        await _socket.SendToAsync(datagram, _transfer!, cancel);
    }
}
