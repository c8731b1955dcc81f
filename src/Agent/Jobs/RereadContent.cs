using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Agent.Jobs;

/// <summary>A request's body that is read from the begin of a stream, which stays open so that the request can be made again.</summary>
internal sealed class RereadContent : HttpContent
{
    private readonly Stream _stream;

    /// <summary>Refers to a stream that can seek.</summary>
    internal RereadContent(Stream stream)
    {
        _stream = stream;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _stream.Position = 0;
        return _stream.CopyToAsync(stream, cancellationToken);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _stream.Length;
        return true;
    }
}
