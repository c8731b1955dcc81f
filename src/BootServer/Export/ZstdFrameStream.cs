using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Compression;

namespace Monitas.BootServer.Export;

/// <summary>
/// Compresses what is written to it, in frames of some MiB one after the other, which every zstd program reads as one file. Holds one frame. While one
/// is compressed the next is filled. Not thread-safe; leaves the output open.
/// </summary>
internal sealed class ZstdFrameStream(Stream output) : IAsyncDisposable
{
    private const int FrameRawBytes = 4 * 1024 * 1024;

    private readonly ZstdCodec _codec = new();
    private readonly byte[] _compressed = new byte[ZstdCodec.MaxCompressedLength(FrameRawBytes)];
    private byte[] _raw = new byte[FrameRawBytes];
    private byte[] _spare = new byte[FrameRawBytes];
    private Task _pending = Task.CompletedTask;
    private int _length;

    /// <summary>Adds bytes.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            int take = Math.Min(bytes.Length, FrameRawBytes - _length);
            bytes[..take].CopyTo(_raw.AsMemory(_length));
            _length += take;
            bytes = bytes[take..];
            if (_length == FrameRawBytes)
            {
                await EndFrameAsync(cancellationToken);
            }
        }
    }

    /// <summary>Writes what is left.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_length > 0)
        {
            await EndFrameAsync(cancellationToken);
        }
        await _pending;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The codec is in use until then, also when the output has failed.
        await _pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _codec.Dispose();
    }

    private async ValueTask EndFrameAsync(CancellationToken cancellationToken)
    {
        await _pending;
        (_raw, _spare) = (_spare, _raw);
        int length = _length;
        _length = 0;
        _pending = Task.Run(
            async () =>
            {
                int compressed = _codec.Compress(_spare.AsSpan(0, length), _compressed);
                await output.WriteAsync(_compressed.AsMemory(0, compressed), cancellationToken);
            },
            cancellationToken);
    }
}
