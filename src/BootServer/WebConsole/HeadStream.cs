using System;
using System.IO;

namespace Monitas.BootServer.WebConsole;

/// <summary>Takes the first bytes of what is written, and refuses the rest.</summary>
/// <param name="most">How many bytes.</param>
internal sealed class HeadStream(int most) : Stream
{
    private readonly MemoryStream _bytes = new();

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _bytes.Length;

    /// <inheritdoc/>
    public override long Position { get => _bytes.Position; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    /// <exception cref="HeadStreamFullException">There is no more room.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        int room = most - (int)_bytes.Length;
        _bytes.Write(buffer, offset, Math.Min(room, count));
        if (count > room)
        {
            throw new HeadStreamFullException();
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _bytes.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A <see cref="HeadStream"/> has all that it wants.</summary>
internal sealed class HeadStreamFullException : Exception;
