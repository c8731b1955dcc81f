using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Interop;
using Monitas.BootServer.Tftp.Wire;

namespace Monitas.BootServer.Tftp;

/// <summary>
/// A thread that serves many transfers by turns: one datagram in, at most one window out. Where several clients are ready, each has a few
/// turns in a round, however many transfers it holds. While it has only one, it waits at that one's socket: two system calls a block instead
/// of three. The thread ends with <see cref="Dispose"/>, and so do the transfers, unreported.
/// </summary>
internal sealed class TftpWorker : IDisposable
{
    private const int EventsPerRound = 256;

    /// <summary>Some firmware opens two or three transfers.</summary>
    private const int TurnsPerRound = 4;

    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Action<TftpTransfer, TftpAction.Finish> _ended;
    private readonly EpollSet _set = new();
    private readonly ConcurrentDictionary<int, TftpTransfer> _transfers = new();
    private readonly EpollEvent[] _ready = new EpollEvent[EventsPerRound];
    private readonly TftpTransfer?[] _round = new TftpTransfer?[EventsPerRound];
    private readonly Dictionary<IPAddress, int> _turns = [];
    private readonly byte[] _incoming = new byte[TftpRequest.MaximumLength];
    private readonly BlockSender _sender = new();
    private readonly Socket _alarm = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Thread _thread;
    private DateTimeOffset _nextDeadline = DateTimeOffset.MaxValue;
    private int _count;
    private volatile bool _stopping;

    /// <summary>Starts one.</summary>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Hears of what must not happen.</param>
    /// <param name="ended">Takes each transfer that has ended, on the worker's thread; must be quick.</param>
    public TftpWorker(TimeProvider clock, ILogger logger, Action<TftpTransfer, TftpAction.Finish> ended)
    {
        (_clock, _logger, _ended) = (clock, logger, ended);
        _thread = new Thread(Run) { Name = "TFTP", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many transfers it has.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a transfer over. Safe to call from any thread.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public void Add(TftpTransfer transfer)
    {
        _transfers[transfer.Descriptor] = transfer;
        Interlocked.Increment(ref _count);
        try
        {
            // A fresh socket is writable at once: so the thread wakes and begins.
            _set.Add(transfer.Descriptor, EpollEvents.Readable | EpollEvents.Writable);
        }
        catch (IOException)
        {
            Remove(transfer);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        _set.Add((int)_alarm.Handle, EpollEvents.Writable);
        _thread.Join();
        foreach (TftpTransfer transfer in _transfers.Values)
        {
            transfer.Dispose();
        }

        _alarm.Dispose();
        _set.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            int count = _set.Wait(_ready, PatienceMs());
            Serve(_ready.AsSpan(0, count), _clock.GetUtcNow());
            if (count == 1 && _transfers.TryGetValue(_ready[0].Descriptor, out TftpTransfer? transfer))
            {
                ServeAlone(transfer);
            }

            if (_clock.GetUtcNow() is var now && now >= _nextDeadline)
            {
                ServeSilent(now);
            }
        }
    }

    private int PatienceMs() => _nextDeadline == DateTimeOffset.MaxValue
        ? -1
        : (int)Math.Clamp(Math.Ceiling((_nextDeadline - _clock.GetUtcNow()).TotalMilliseconds), 0, int.MaxValue);

    /// <summary>Who has had its turns comes again: the set tells of what is ready until it is served, and rotates what it tells.</summary>
    private void Serve(ReadOnlySpan<EpollEvent> ready, DateTimeOffset now)
    {
        bool severalClients = false;
        for (int i = 0; i < ready.Length; i++)
        {
            _round[i] = _transfers.GetValueOrDefault(ready[i].Descriptor);
            severalClients |= i > 0 && _round[i] is { } one && _round[i - 1] is { } other && !one.Client.Address.Equals(other.Client.Address);
        }

        _turns.Clear();
        for (int i = 0; i < ready.Length; i++)
        {
            if (_round[i] is { } transfer && (!severalClients || TakesTurn(transfer)))
            {
                Serve(transfer, ready[i].Events, now);
            }
        }
    }

    private bool TakesTurn(TftpTransfer transfer) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_turns, transfer.Client.Address, out _)++ < TurnsPerRound;

    /// <summary>Serves one for as long as it is the only one and datagrams come: the next one to be added waits for a single of them.</summary>
    private void ServeAlone(TftpTransfer transfer)
    {
        bool comes = true;
        while (comes && Count == 1 && !_stopping && !transfer.HasPending)
        {
            TftpAction.Finish? end;
            try
            {
                end = transfer.OnNext(_incoming, _sender, out comes);
                Watch(transfer);
            }
            catch (Exception e)
            {
                end = Broken(transfer, e);
            }

            Settle(transfer, end);
            comes &= end is null;
        }
    }

    private void ServeSilent(DateTimeOffset now)
    {
        _nextDeadline = DateTimeOffset.MaxValue;
        foreach (TftpTransfer transfer in _transfers.Values)
        {
            Serve(transfer, EpollEvents.None, now);
        }
    }

    /// <param name="transfer">Whose turn it is.</param>
    /// <param name="events">What its socket is ready for; nothing: only its deadline is looked at.</param>
    /// <param name="now">The time.</param>
    private void Serve(TftpTransfer transfer, EpollEvents events, DateTimeOffset now)
    {
        TftpAction.Finish? end;
        try
        {
            end = events switch
            {
                EpollEvents.None => transfer.OnSilence(now, _sender),
                EpollEvents.Writable => transfer.OnWritable(_sender),
                _ => transfer.OnReadable(_incoming, now, _sender),
            };
            Watch(transfer);
        }
        catch (Exception e)
        {
            end = Broken(transfer, e);
        }

        Settle(transfer, end);
    }

    /// <summary>The edge of one transfer: whatever fails in it, the others go on.</summary>
    private TftpAction.Finish Broken(TftpTransfer transfer, Exception e)
    {
        NetbootLog.TftpTransferFailed(_logger, e, transfer.Client);
        return new TftpAction.Finish(Complete: false, e.Message, IsUsual: false);
    }

    private void Settle(TftpTransfer transfer, TftpAction.Finish? end)
    {
        if (end is not null)
        {
            Remove(transfer);
            transfer.Dispose();
            _ended(transfer, end);
        }
        else if (transfer.Deadline < _nextDeadline)
        {
            _nextDeadline = transfer.Deadline;
        }
    }

    private void Remove(TftpTransfer transfer)
    {
        _transfers.TryRemove(transfer.Descriptor, out _);
        Interlocked.Decrement(ref _count);
    }

    private void Watch(TftpTransfer transfer)
    {
        if (transfer.IsWatchedForRoom != transfer.HasPending)
        {
            transfer.IsWatchedForRoom = transfer.HasPending;
            _set.Change(transfer.Descriptor, transfer.HasPending ? EpollEvents.Readable | EpollEvents.Writable : EpollEvents.Readable);
        }
    }
}
