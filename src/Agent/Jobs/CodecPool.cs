using System;
using System.Collections.Concurrent;
using Monitas.Imaging.Compression;

namespace Monitas.Agent.Jobs;

/// <summary>zstd codecs for as many threads as ask at a time. Thread safe; dispose when no codec is out.</summary>
/// <param name="level">The level at which they compress; of no account for unpacking.</param>
internal sealed class CodecPool(int level = ZstdCodec.DefaultLevel) : IDisposable
{
    private readonly ConcurrentBag<ZstdCodec> _idle = [];

    /// <summary>Takes a codec out.</summary>
    internal ZstdCodec Rent() => _idle.TryTake(out ZstdCodec? codec) ? codec : new ZstdCodec(level);

    /// <summary>Puts a codec back.</summary>
    internal void Return(ZstdCodec codec) => _idle.Add(codec);

    /// <summary>Frees the codecs.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out ZstdCodec? codec))
        {
            codec.Dispose();
        }
    }
}
