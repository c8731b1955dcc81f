using System;
using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Monitas.BootServer.Api;

/// <summary>
/// Answers with very many lines of NDJSON: they go out in pieces of some 64 KiB, so that a million of them cost neither a million packets nor memory.
/// Nothing is sent before the first piece is full, so that a failure until then is still answered as one.
/// </summary>
internal sealed class LineAnswer<T>(HttpContext context, JsonTypeInfo<T> type) : IAsyncDisposable
{
    private const int PieceBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _piece = new(PieceBytes * 2);
    private Utf8JsonWriter? _writer;

    /// <summary>Adds a line.</summary>
    public async ValueTask AddAsync(T line)
    {
        _writer ??= new Utf8JsonWriter(_piece);
        JsonSerializer.Serialize(_writer, line, type);
        _writer.Flush();
        _writer.Reset();
        _piece.Write("\n"u8);
        if (_piece.WrittenCount >= PieceBytes)
        {
            await CompleteAsync();
        }
    }

    /// <summary>Sends what is left.</summary>
    public async ValueTask CompleteAsync()
    {
        await context.Response.Body.WriteAsync(_piece.WrittenMemory, context.RequestAborted);
        _piece.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;
}
