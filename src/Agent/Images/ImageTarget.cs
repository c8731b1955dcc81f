using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Images;

/// <summary>
/// A device that an image is written to. It remembers the digest of each piece that it was given, so that what the disk gives back afterwards can
/// be compared. Not thread-safe.
/// </summary>
internal sealed class ImageTarget : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly string _node;
    private readonly byte[] _path;
    private readonly SafeFileHandle _device;
    private readonly long _sizeBytes;
    private readonly List<Piece> _pieces = [];
    private readonly List<Extent> _zeros = [];

    private ImageTarget(string node, long sizeBytes)
    {
        _node = node;
        _path = Encoding.UTF8.GetBytes(node);
        _sizeBytes = sizeBytes;
        _device = LinuxFile.Open(_path, OpenFlags.ReadWrite);
    }

    /// <summary>Opens a device.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="sizeBytes">How long the image is.</param>
    /// <exception cref="ImageException">It is shorter than the image.</exception>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public static ImageTarget Open(string node, long sizeBytes)
    {
        ImageTarget target = new(node, sizeBytes);
        byte[] last = new byte[1];
        if (sizeBytes == 0 || LinuxFile.ReadAt(target._device, last, sizeBytes - 1, target._path) == 1)
        {
            return target;
        }

        target.Dispose();
        throw new ImageException($"{node} is shorter than the {sizeBytes} bytes of its image.");
    }

    /// <summary>Makes all that no span covers zeros, by the disk's own means where it has some.</summary>
    /// <param name="spans">What will be written, in order.</param>
    /// <param name="stop">Stops between holes.</param>
    /// <exception cref="LinuxException">The disk failed.</exception>
    public void ZeroHoles(IReadOnlyList<ContentSpan> spans, CancellationToken stop)
    {
        long at = 0;
        foreach (ContentSpan span in spans)
        {
            Zero(at, span.FileOffset, stop);
            at = span.FileOffset + span.Length;
        }

        Zero(at, _sizeBytes, stop);
    }

    /// <summary>Writes a piece.</summary>
    /// <param name="offset">Where it goes.</param>
    /// <param name="bytes">The piece; it lies within the image.</param>
    /// <exception cref="LinuxException">The disk failed.</exception>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset < 0 || bytes.Length > _sizeBytes - offset)
        {
            throw new ImageException($"The archive is damaged: its image of {_sizeBytes} bytes has content at {offset}.");
        }

        LinuxFile.WriteAt(_device, bytes, offset, _path);
        _pieces.Add(new Piece(offset, bytes.Length, SHA256.HashData(bytes)));
    }

    /// <summary>Makes everything durable, lets the kernel forget it, and compares what the disk gives with what was written.</summary>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="ImageException">It gives something else.</exception>
    /// <exception cref="LinuxException">The disk failed.</exception>
    public void Verify(CancellationToken stop)
    {
        LinuxFile.Flush(_device, _path);
        LinuxFile.ForgetCached(_device);
        LinuxFile.AdviseSequentialRead(_device);
        byte[] buffer = new byte[BufferBytes];
        foreach (Piece piece in _pieces)
        {
            stop.ThrowIfCancellationRequested();
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Read(piece.Offset, piece.Length, buffer, hash.AppendData);
            if (!hash.GetHashAndReset().AsSpan().SequenceEqual(piece.Digest))
            {
                throw Differs(piece.Offset, piece.Length);
            }
        }

        foreach (Extent run in _zeros)
        {
            stop.ThrowIfCancellationRequested();
            bool zero = true;
            Read(run.StartBytes, run.LengthBytes, buffer, bytes => zero &= bytes.IndexOfAnyExcept((byte)0) < 0);
            if (!zero)
            {
                throw Differs(run.StartBytes, run.LengthBytes);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private void Zero(long from, long to, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (to > from)
        {
            LinuxFile.MakeZeros(_device, from, to - from, _path);
            _zeros.Add(new Extent(from, to - from));
        }
    }

    private void Read(long offset, long length, byte[] buffer, Take take)
    {
        long end = offset + length;
        while (offset < end)
        {
            int count = LinuxFile.ReadAt(_device, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset)), offset, _path);
            if (count == 0)
            {
                throw Differs(offset, end - offset);
            }

            take(buffer.AsSpan(0, count));
            offset += count;
        }
    }

    private ImageException Differs(long offset, long length) =>
        new($"{_node} reads back otherwise than it was written, within {length} bytes at {offset}: the disk is failing or lies about its writes. Put another one in.");

    private delegate void Take(ReadOnlySpan<byte> bytes);

    private readonly record struct Piece(long Offset, int Length, byte[] Digest);
}
