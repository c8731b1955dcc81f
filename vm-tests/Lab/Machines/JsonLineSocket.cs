using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Lab.Machines;

/// <summary>A Unix socket with one JSON document a line each way, as QEMU's control socket and its guest agent speak.</summary>
public sealed class JsonLineSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private JsonLineSocket(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream, Encoding.UTF8, false, 65536);
    }

    /// <summary>Connects; tries again while nobody listens, until the limit.</summary>
    public static async Task<JsonLineSocket> ConnectAsync(string path, TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(limit);
        while (true)
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), timed.Token);
                return new JsonLineSocket(socket);
            }
            catch (SocketException) when (!timed.IsCancellationRequested)
            {
                socket.Dispose();
                await Task.Delay(50, CancellationToken.None);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                socket.Dispose();
                cancellation.ThrowIfCancellationRequested();
                throw new LabException($"Nobody listens at {path} after {limit.TotalSeconds:0} s", error);
            }
        }
    }

    /// <summary>Sends one document.</summary>
    public async Task SendAsync(JsonObject document, CancellationToken cancellation) =>
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(document.ToJsonString() + "\n"), cancellation);

    /// <summary>Reads the next document; lines that are none are passed over.</summary>
    /// <exception cref="EndOfStreamException">The other side has gone.</exception>
    public async Task<JsonObject> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            string line = await _reader.ReadLineAsync(cancellation) ?? throw new EndOfStreamException("The virtual PC's socket was closed.");
            int start = line.IndexOf('{', StringComparison.Ordinal);
            if (start >= 0 && JsonNode.Parse(line[start..]) is JsonObject document)
            {
                return document;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
        _socket.Dispose();
    }
}
