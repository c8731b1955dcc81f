using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Imaging.Tests.Iso;

/// <summary>Makes holes of zeros, so that a test of many GiB costs no disk.</summary>
internal sealed class SparseStream(FileStream file) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => file.Position = value; }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Span.ContainsAnyExcept((byte)0))
        {
            return file.WriteAsync(buffer, cancellationToken);
        }
        file.SetLength(Math.Max(file.Length, file.Position + buffer.Length));
        file.Seek(buffer.Length, SeekOrigin.Current);
        return ValueTask.CompletedTask;
    }

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => file.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
