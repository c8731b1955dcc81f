using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Monitas.Bench.Clients;

/// <summary>An HTTP client on a blocking socket (RFC 9112): one GET, the body compared with the expected bytes as it comes.</summary>
internal sealed class HttpFetch(IPEndPoint server, string path, ReadOnlyMemory<byte> expected, IPAddress client) : IFetch
{
    private const int TimeoutMs = 60_000;
    private const int BufferBytes = 1 << 18;

    /// <inheritdoc/>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public string Terms => "HTTP/1.1";

    /// <inheritdoc/>
    public long Resent => 0;

    /// <inheritdoc/>
    public void Run()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = TimeoutMs };
        socket.Bind(new IPEndPoint(client, 0));
        socket.Connect(server);
        socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Address}\r\nConnection: close\r\n\r\n"));
        byte[] buffer = new byte[BufferBytes];
        int headerBytes = 0;
        int length = 0;
        while (headerBytes == 0)
        {
            int received = socket.Receive(buffer.AsSpan(length));
            length += received;
            int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            headerBytes = end < 0 ? 0 : end + 4;
            if (received == 0)
            {
                throw new FetchException("the connection ended within the header");
            }
        }

        Check(Encoding.ASCII.GetString(buffer, 0, headerBytes));
        Take(buffer.AsSpan(headerBytes, length - headerBytes));
        while (Bytes < expected.Length)
        {
            length = socket.Receive(buffer);
            if (length == 0)
            {
                throw new FetchException($"the connection ended after {Bytes} of {expected.Length} bytes");
            }

            Take(buffer.AsSpan(0, length));
        }
    }

    private void Check(string header)
    {
        string wanted = "Content-Length: " + expected.Length.ToString(CultureInfo.InvariantCulture) + "\r\n";
        if (!header.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) || !header.Contains(wanted, StringComparison.OrdinalIgnoreCase))
        {
            throw new FetchException($"the server answered: {header.ReplaceLineEndings("; ")}");
        }
    }

    private void Take(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > expected.Length - Bytes || !piece.SequenceEqual(expected.Span.Slice((int)Bytes, piece.Length)))
        {
            throw new FetchException($"wrong bytes at {Bytes}");
        }

        Bytes += piece.Length;
    }
}
