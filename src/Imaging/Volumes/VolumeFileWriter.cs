using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Iso;

namespace Monitas.Imaging.Volumes;

/// <summary>Writes files into a volume one after the other and hashes them on the way. Not thread safe.</summary>
internal sealed class VolumeFileWriter : IDisposable
{
    private readonly IsoWriter _iso;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? _path;

    internal VolumeFileWriter(IsoWriter iso) => _iso = iso;

    /// <summary>Is a file open?</summary>
    internal bool IsOpen => _path is not null;

    /// <summary>Where the open or last file begins in the volume.</summary>
    internal long OffsetBytes { get; private set; }

    /// <summary>How long the open or last file is.</summary>
    internal long LengthBytes { get; private set; }

    /// <summary>Begins a file.</summary>
    internal async ValueTask BeginAsync(string path, CancellationToken cancellationToken)
    {
        OffsetBytes = await _iso.BeginFileAsync(path, cancellationToken).ConfigureAwait(false);
        _path = path;
        LengthBytes = 0;
    }

    /// <summary>Writes to the open file.</summary>
    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _iso.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        _hash.AppendData(bytes.Span);
        LengthBytes += bytes.Length;
    }

    /// <summary>Ends the open file and says what it was.</summary>
    internal async ValueTask<VolumeFile> EndAsync(CancellationToken cancellationToken)
    {
        await _iso.EndFileAsync(cancellationToken).ConfigureAwait(false);
        VolumeFile file = new(_path!, LengthBytes, Convert.ToHexStringLower(_hash.GetHashAndReset()));
        _path = null;
        return file;
    }

    /// <summary>Writes a whole file.</summary>
    internal async ValueTask<VolumeFile> WriteFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await BeginAsync(path, cancellationToken).ConfigureAwait(false);
        await WriteAsync(content, cancellationToken).ConfigureAwait(false);
        return await EndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a whole file from a stream.</summary>
    internal async ValueTask<VolumeFile> WriteFileAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        await BeginAsync(path, cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[128 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            await WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
        return await EndAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _hash.Dispose();
}
