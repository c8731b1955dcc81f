using System;
using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Interop;
using Monitas.BootServer.Tftp.Wire;

namespace Monitas.BootServer.Tftp;

/// <summary>
/// Carries out what <see cref="TftpSender"/> decides for one transfer. A <see cref="TftpWorker"/> calls it when its socket is ready or its time
/// has come, always on the same thread. Only <see cref="OnNext"/> waits, and only for moments.
/// </summary>
internal sealed class TftpTransfer : IDisposable
{
    private readonly TransferSocket _socket;
    private readonly string _name;
    private readonly TftpFile _file;
    private readonly TftpTerms _terms;
    private readonly TimeProvider _clock;
    private readonly TftpSender _sender;
    private readonly MemoryHandle _content;
    private readonly long _start;
    private int _blocksPerMessage;
    private TftpAction _pending;

    /// <summary>Makes one; its first datagram goes out when a worker calls <see cref="OnWritable"/>.</summary>
    /// <param name="socket">Its own from now on.</param>
    /// <param name="request">The request's datagram.</param>
    /// <param name="name">The file's name, for the log.</param>
    /// <param name="file">The file, already in its travelling form.</param>
    /// <param name="terms">What was agreed on.</param>
    /// <param name="clock">The time.</param>
    public TftpTransfer(TransferSocket socket, string request, string name, TftpFile file, TftpTerms terms, TimeProvider clock)
    {
        (_socket, Descriptor, Request) = (socket, socket.Descriptor, request);
        (_name, _file, _terms, _clock) = (name, file, terms, clock);
        _sender = new TftpSender(file.Content.Length, terms);
        _content = file.Content.Pin();
        _start = clock.GetTimestamp();
        // The kernel cuts all that leaves the socket: the OACK must come through whole.
        int datagramBytes = TftpPackets.DataHeaderLength + terms.BlksizeBytes;
        _blocksPerMessage = terms.Windowsize > 1 && BlockSender.BlocksPerMessage(terms.BlksizeBytes) is > 1 and var several
            && TftpPackets.OptionAcknowledgment(terms.Accepted).Length <= datagramBytes && socket.TryCut(datagramBytes) ? several : 1;
        _pending = _sender.Start(clock.GetUtcNow());
    }

    /// <summary>The socket's descriptor.</summary>
    public int Descriptor { get; }

    /// <summary>The request that it answers.</summary>
    public string Request { get; }

    /// <summary>The client's address and port.</summary>
    public IPEndPoint Client => _socket.Client;

    /// <summary>Whether something waits for room in the socket: <see cref="OnWritable"/> is wanted then.</summary>
    public bool HasPending => _pending is not TftpAction.Wait;

    /// <summary>Whether its worker watches for that room; the worker's.</summary>
    public bool IsWatchedForRoom { get; set; } = true;

    /// <summary>When <see cref="OnSilence"/> is due.</summary>
    public DateTimeOffset Deadline => _sender.Deadline;

    /// <summary>Its beginning, in figures.</summary>
    public TftpReport Beginning => Report(BootStepKind.TransferBegun);

    /// <summary>A datagram waits, or an error.</summary>
    /// <param name="buffer">For the datagram.</param>
    /// <param name="now">The time.</param>
    /// <param name="sender">The worker's.</param>
    /// <returns>The end, when this was it.</returns>
    public TftpAction.Finish? OnReadable(Span<byte> buffer, DateTimeOffset now, BlockSender sender)
    {
        return _socket.TryReceive(buffer, out int length, out int error) ? Do(_sender.OnDatagram(buffer[..length], now), sender) : NotReceived(error);
    }

    /// <summary>Waits a moment for the next datagram.</summary>
    /// <param name="buffer">For the datagram.</param>
    /// <param name="sender">The worker's.</param>
    /// <param name="comes">Whether one came, and the <see cref="Deadline"/> has not.</param>
    /// <returns>The end, when this was it.</returns>
    public TftpAction.Finish? OnNext(Span<byte> buffer, BlockSender sender, out bool comes)
    {
        comes = _socket.TryAwait(buffer, out int length, out int error);
        if (!comes)
        {
            return NotReceived(error);
        }

        DateTimeOffset now = _clock.GetUtcNow();
        TftpAction.Finish? end = Do(_sender.OnDatagram(buffer[..length], now), sender);
        comes = now < Deadline;
        return end;
    }

    /// <summary>There is room to send what is pending.</summary>
    public TftpAction.Finish? OnWritable(BlockSender sender) => Do(_pending, sender);

    /// <summary>The <see cref="Deadline"/> may have passed.</summary>
    public TftpAction.Finish? OnSilence(DateTimeOffset now, BlockSender sender) => Do(_sender.OnSilence(now), sender);

    /// <summary>Tells everybody how it ended. Not on the worker's thread: who hears of it may take its time.</summary>
    public void Conclude(TftpAction.Finish end, ILogger logger, Action<TftpReport> report)
    {
        TimeSpan took = _clock.GetElapsedTime(_start);
        report(Report(end, took));
        if (end.Complete)
        {
            NetbootLog.TftpSent(logger, _name, _file.Content.Length, Client, (long)took.TotalMilliseconds);
            _file.OnSent();
        }
        else if (!end.IsUsual)
        {
            NetbootLog.TftpEndedEarly(logger, _name, Client, end.Why);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _content.Dispose();
    }

    private TftpReport Report(BootStepKind kind) => new(Client, _name, kind) { FileBytes = _file.Content.Length, BlockBytes = _terms.BlksizeBytes };

    /// <summary>An end on purpose before the first block is how firmware asks for the size (and some close their port instead of saying so).</summary>
    private TftpReport Report(TftpAction.Finish end, TimeSpan took)
    {
        BootStepKind kind = end.Complete ? BootStepKind.TransferDone
            : end.IsUsual && _sender.AcknowledgedBytes == 0 ? BootStepKind.SizeRead
            : BootStepKind.TransferFailed;
        TransferFailure failure = kind != BootStepKind.TransferFailed ? TransferFailure.None : end.IsSilence ? TransferFailure.Silence : TransferFailure.Aborted;
        return Report(kind) with { Failure = failure, SentBytes = _sender.AcknowledgedBytes, ClientAnswered = _sender.ClientAnswered, Took = took, Note = end.Why };
    }

    private TftpAction.Finish? Do(TftpAction action, BlockSender sender)
    {
        switch (action)
        {
            case TftpAction.SendOptions:
                int error = _socket.Send(TftpPackets.OptionAcknowledgment(_terms.Accepted));
                return Sent(error, whole: error == 0, rest: action);
            case TftpAction.SendBlocks blocks:
                return Send(blocks, sender);
            case TftpAction.Wait:
                return null;
            case TftpAction.Finish end:
                return end;
            default:
                throw new UnreachableException();
        }
    }

    private unsafe TftpAction.Finish? Send(TftpAction.SendBlocks blocks, BlockSender sender)
    {
        int sent = sender.Send(Descriptor, (nint)_content.Pointer, _file.Content.Length, _terms.BlksizeBytes, blocks.First, blocks.Last, _blocksPerMessage);
        if (sent > 0)
        {
            return Sent(0, blocks.First + sent > blocks.Last, blocks with { First = blocks.First + sent });
        }

        int error = Marshal.GetLastPInvokeError();
        if (_blocksPerMessage > 1 && error is Errno.InputOutput or Errno.InvalidArgument or Errno.MessageTooLong)
        {
            // Not every card can be given messages to cut, and a route's MTU may shrink below what was agreed on: datagrams of their own are cut into fragments then.
            _socket.TryCut(0);
            _blocksPerMessage = 1;
            return Send(blocks, sender);
        }

        return Sent(error, whole: false, blocks);
    }

    private TftpAction.Finish? Sent(int error, bool whole, TftpAction rest)
    {
        // What the kernel has no memory for is lost, as on a wire: silence brings it back.
        bool lost = error is Errno.NoBuffers or Errno.NoMemory;
        _pending = whole || lost ? TftpAction.Wait.On : rest;
        _sender.Unsent = _pending as TftpAction.SendBlocks;
        return error is 0 or Errno.TryAgain or Errno.Interrupted || lost ? null : Failed(error);
    }

    private static TftpAction.Finish? NotReceived(int error) => error is Errno.TryAgain or Errno.Interrupted ? null : Failed(error);

    private static TftpAction.Finish Failed(int error) =>
        new(Complete: false, Marshal.GetPInvokeErrorMessage(error), IsUsual: error == Errno.ConnectionRefused);
}
