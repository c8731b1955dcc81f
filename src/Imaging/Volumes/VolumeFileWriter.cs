using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Sealing.Wire;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Writes files into a volume one after the other and hashes them, as they are stored, on the way. In a sealed volume packs hold what
/// they are given, which is sealed already; whole files are sealed here, but those that anybody may read. Not thread safe.
/// </summary>
internal sealed class VolumeFileWriter : IDisposable
{
    private readonly IsoWriter _iso;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? _path;

    private readonly VolumeKey? _key;

    internal VolumeFileWriter(IsoWriter iso, VolumeKey? key)
    {
        _iso = iso;
        _key = key;
    }

    /// <summary>Is a file open?</summary>
    internal bool IsOpen => _path is not null;

    /// <summary>Where the open or last file begins in the volume.</summary>
    internal long OffsetBytes { get; private set; }

    /// <summary>How long the open or last file is.</summary>
    internal long LengthBytes { get; private set; }

    /// <summary>Begins a pack.</summary>
    internal ValueTask BeginPackAsync(int number, CancellationToken cancellationToken) => BeginAsync(Stored(VolumeNames.OfPack(number)), cancellationToken);

    private async ValueTask BeginAsync(string path, CancellationToken cancellationToken)
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
        VolumeFile file = new(_path!, LengthBytes, Convert.ToHexStringLower(_hash.GetHashAndReset())) { OffsetBytes = OffsetBytes };
        _path = null;
        return file;
    }

    /// <summary>Writes a whole file that anybody may read.</summary>
    internal async ValueTask<VolumeFile> WriteOpenFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await BeginAsync(path, cancellationToken).ConfigureAwait(false);
        await WriteAsync(content, cancellationToken).ConfigureAwait(false);
        return await EndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a whole file, sealed if the volume is.</summary>
    internal async ValueTask<VolumeFile> WriteFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (_key is null)
        {
            return await WriteOpenFileAsync(path, content, cancellationToken).ConfigureAwait(false);
        }
        using FileSealer sealer = new(_key, Stored(path));
        return await WriteOpenFileAsync(Stored(path), sealer.SealAll(content.Span), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a whole file from a stream, sealed if the volume is.</summary>
    internal async ValueTask<VolumeFile> WriteFileAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        if (_key is not null)
        {
            return await SealFileAsync(_key, Stored(path), content, cancellationToken).ConfigureAwait(false);
        }
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

    private async ValueTask<VolumeFile> SealFileAsync(VolumeKey key, string path, Stream content, CancellationToken cancellationToken)
    {
        using FileSealer sealer = new(key, path);
        byte[] plain = new byte[SealedFileFormat.SegmentBytes];
        byte[] segment = new byte[SealedFileFormat.SealedSegmentBytes];
        await BeginAsync(path, cancellationToken).ConfigureAwait(false);
        await WriteAsync(sealer.Header, cancellationToken).ConfigureAwait(false);
        int read;
        do
        {
            read = await content.ReadAtLeastAsync(plain, plain.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            int length = sealer.Seal(plain.AsSpan(0, read), segment);
            await WriteAsync(segment.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }
        while (read == plain.Length);
        return await EndAsync(cancellationToken).ConfigureAwait(false);
    }

    private string Stored(string path) => _key is null ? path : path + VolumeNames.SealedSuffix;
}
