using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Agent.Jobs;

/// <summary>A request's body made of pieces that are in memory already.</summary>
internal sealed class FramesContent : HttpContent
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _frames;
    private readonly long _length;

    /// <summary>Refers to the pieces; they must not change while the request runs.</summary>
    internal FramesContent(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        _frames = frames;
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            _length += frame.Length;
        }
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> frame in _frames)
        {
            await stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
