using System;
using System.Buffers;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.BootServer.Agents;

/// <summary>Reads whole text messages from a WebSocket, none longer than <see cref="MaxMessageBytes"/>.</summary>
internal sealed class SocketReader(WebSocket socket)
{
    /// <summary>The longest message: room for the findings of a compare job.</summary>
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    private const int PieceBytes = 16 * 1024;
    private const int KeptBytes = 256 * 1024;

    private ArrayBufferWriter<byte> _message = new(PieceBytes);

    /// <summary>The next message, valid until the next call; null when the agent has closed the session.</summary>
    /// <exception cref="SessionEndException">The message is too long or not text.</exception>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_message.Capacity > KeptBytes)
        {
            _message = new ArrayBufferWriter<byte>(PieceBytes);
        }
        _message.ResetWrittenCount();
        while (true)
        {
            ValueWebSocketReceiveResult piece = await socket.ReceiveAsync(_message.GetMemory(PieceBytes), cancellationToken).ConfigureAwait(false);
            if (piece.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }
            if (piece.MessageType == WebSocketMessageType.Binary)
            {
                throw new SessionEndException(WebSocketCloseStatus.InvalidMessageType, "Messages are JSON text.");
            }
            _message.Advance(piece.Count);
            if (_message.WrittenCount > MaxMessageBytes)
            {
                throw new SessionEndException(WebSocketCloseStatus.MessageTooBig, $"A message has more than {MaxMessageBytes} bytes.");
            }
            if (piece.EndOfMessage)
            {
                return _message.WrittenMemory;
            }
        }
    }
}
