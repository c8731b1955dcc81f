using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>
/// A store that counts its steps (begin, each write, read, seek, flush, cut, commit, resume, open, delete) and fails at the one that it is told.
/// Removing an unfinished object never fails: a server that cannot even do that is tidied at its next start.
/// </summary>
internal sealed class FaultyStore(IStore inner) : IStore
{
    private readonly Lock _lock = new();
    private StoreFault _fault;
    private int _failAt;
    private int _steps;
    private Action _onResume = () => { };

    /// <summary>Has it failed since it was armed?</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The step with this number, counted from now on from 1, fails.</summary>
    public void Arm(StoreFault fault, int failAt)
    {
        lock (_lock)
        {
            (_fault, _failAt, _steps, HasFailed) = (fault, failAt, 0, false);
        }
    }

    /// <summary>The same, counted from when an unfinished object is taken up, which is step 1.</summary>
    public void ArmOnResume(StoreFault fault, int failAt) => _onResume = () => Arm(fault, failAt);

    /// <summary>All is well again.</summary>
    public void Disarm()
    {
        lock (_lock)
        {
            _failAt = 0;
        }
    }

    public async ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken)
    {
        Step();
        return new Upload(this, await inner.BeginPutAsync(name, cancellationToken));
    }

    public async ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken)
    {
        _onResume();
        Step();
        return new Upload(this, await inner.ResumePutAsync(name, cancellationToken));
    }

    public ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        Step();
        return inner.OpenReadAsync(name, cancellationToken);
    }

    public ValueTask ReadRangeAsync(string name, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Step();
        return inner.ReadRangeAsync(name, offsetBytes, destination, cancellationToken);
    }

    public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Step();
        return inner.DeleteAsync(name, cancellationToken);
    }

    public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken) => inner.GetSpaceAsync(cancellationToken);

    /// <summary>Counts a step; throws when it is to fail. With <see cref="StoreFault.HalfDone"/> the callback does half of it first.</summary>
    private void Step(Action? half = null)
    {
        lock (_lock)
        {
            _steps++;
            bool fails = _failAt > 0 && (_fault is StoreFault.Full or StoreFault.Broken ? _steps >= _failAt : _steps == _failAt);
            if (!fails)
            {
                return;
            }
            HasFailed = true;
        }
        if (_fault == StoreFault.HalfDone)
        {
            half?.Invoke();
        }
        throw _fault == StoreFault.Full ? new StoreFullException("the test's store") : new IOException("Input/output error");
    }

    private sealed class Upload(FaultyStore store, IStoreUpload upload) : IStoreUpload
    {
        public Stream Content { get; } = new Bytes(store, upload.Content);

        public async ValueTask<Stream> OpenStoredAsync(CancellationToken cancellationToken)
        {
            store.Step();
            return new Bytes(store, await upload.OpenStoredAsync(cancellationToken));
        }

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            store.Step();
            await upload.CommitAsync(cancellationToken);
            // The name is there, and whether it is durable could not be found out.
            store.Step();
        }

        public ValueTask SuspendAsync() => upload.SuspendAsync();

        public ValueTask DisposeAsync() => upload.DisposeAsync();
    }

    private sealed class Bytes(FaultyStore store, Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => Seek(value, SeekOrigin.Begin); }

        public override void Flush()
        {
            store.Step();
            inner.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            store.Step();
            return inner.Read(buffer);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            store.Step();
            return inner.ReadAsync(buffer, cancellationToken);
        }

        public override long Seek(long offset, SeekOrigin origin)
        {
            store.Step();
            return inner.Seek(offset, origin);
        }

        public override void SetLength(long value)
        {
            store.Step();
            inner.SetLength(value);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            store.Step(() => inner.Write(buffer, offset, count / 2));
            inner.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            store.Step(() => inner.Write(buffer.Span[..(buffer.Length / 2)]));
            return inner.WriteAsync(buffer, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
