using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.BootServer.Agents;

/// <summary>
/// A request's body that is given up when nothing of it comes for <see cref="LongestSilence"/>. An agent whose machine or network dies in the middle of a
/// request tells nobody, and Kestrel's own limit is an average over the whole request (MinRequestBodyDataRate): after 8 MiB it would wait nine hours, and the
/// agent's next request behind it. For one reader at a time.
/// </summary>
/// <param name="inner">The body as it comes; not disposed.</param>
/// <param name="clock">Times the silence.</param>
/// <param name="giveUp">Ends the connection, so that a read that waits fails.</param>
internal sealed class WatchedBody(Stream inner, TimeProvider clock, Action giveUp) : Stream
{
    /// <summary>How long an agent may be silent in the middle of a request.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private ITimer? _timer;
    private long _waitingSince;
    private int _waits;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> read = inner.ReadAsync(buffer, cancellationToken);
        return read.IsCompleted ? read : WaitAsync(read);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _timer?.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> WaitAsync(ValueTask<int> read)
    {
        Volatile.Write(ref _waitingSince, clock.GetTimestamp());
        Volatile.Write(ref _waits, 1);
        _timer ??= clock.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
        try
        {
            return await read.ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _waits, 0);
        }
    }

    private void Look()
    {
        if (Volatile.Read(ref _waits) == 1 && clock.GetElapsedTime(Volatile.Read(ref _waitingSince)) >= LongestSilence)
        {
            giveUp();
        }
    }
}
