using System;
using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Tftp.Wire;

namespace Monitas.BootServer.Tftp;

/// <summary>Carries out what <see cref="TftpSender"/> decides for one transfer, on a socket of its own (RFC 1350 4: a fresh TID).</summary>
/// <param name="socket">Connected to the client, so that the kernel drops what others send.</param>
/// <param name="name">The file's name, for the log.</param>
/// <param name="file">The file, already in its travelling form.</param>
/// <param name="terms">What was agreed on.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Hears how it ended.</param>
/// <param name="report">Hears of its beginning and its end, in figures.</param>
internal sealed class TftpTransfer(Socket socket, string name, TftpFile file, TftpTerms terms, TimeProvider clock, ILogger logger, Action<TftpReport> report)
{
    private readonly TftpSender _sender = new(file.Content.Length, terms);
    private readonly byte[] _buffer = new byte[TftpPackets.DataHeaderLength + terms.BlksizeBytes];

    /// <summary>Runs to the end of the transfer.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var client = (IPEndPoint)socket.RemoteEndPoint!;
        long start = clock.GetTimestamp();
        TftpAction.Finish end;
        report(Report(client, BootStepKind.TransferBegun));
        try
        {
            end = await ExchangeAsync(cancellationToken);
        }
        catch (SocketException e)
        {
            // "Connection refused" is the client's ICMP answer: it has closed its port.
            end = new TftpAction.Finish(Complete: false, e.Message, IsUsual: e.SocketErrorCode == SocketError.ConnectionRefused);
        }

        report(Report(client, end, clock.GetElapsedTime(start)));
        if (end.Complete)
        {
            NetbootLog.TftpSent(logger, name, file.Content.Length, client, (long)clock.GetElapsedTime(start).TotalMilliseconds);
            file.OnSent();
        }
        else if (!end.IsUsual)
        {
            NetbootLog.TftpEndedEarly(logger, name, client, end.Why);
        }
    }

    private TftpReport Report(IPEndPoint client, BootStepKind kind) => new(client, name, kind) { FileBytes = file.Content.Length, BlockBytes = terms.BlksizeBytes };

    /// <summary>An end on purpose before the first block is how firmware asks for the size (and some close their port instead of saying so).</summary>
    private TftpReport Report(IPEndPoint client, TftpAction.Finish end, TimeSpan took)
    {
        BootStepKind kind = end.Complete ? BootStepKind.TransferDone
            : end.IsUsual && _sender.AcknowledgedBytes == 0 ? BootStepKind.SizeRead
            : BootStepKind.TransferFailed;
        TransferFailure failure = kind != BootStepKind.TransferFailed ? TransferFailure.None : end.IsSilence ? TransferFailure.Silence : TransferFailure.Aborted;
        return Report(client, kind) with { Failure = failure, SentBytes = _sender.AcknowledgedBytes, ClientAnswered = _sender.ClientAnswered, Took = took, Note = end.Why };
    }

    private async Task<TftpAction.Finish> ExchangeAsync(CancellationToken cancellationToken)
    {
        byte[] incoming = ArrayPool<byte>.Shared.Rent(TftpRequest.MaximumLength);
        try
        {
            TftpAction action = _sender.Start(clock.GetUtcNow());
            while (action is not TftpAction.Finish)
            {
                CarryOut(action);
                int length = await ReceiveAsync(incoming, _sender.Deadline - clock.GetUtcNow(), cancellationToken);
                action = length < 0
                    ? _sender.OnSilence(clock.GetUtcNow())
                    : _sender.OnDatagram(incoming.AsSpan(0, length), clock.GetUtcNow());
            }

            return (TftpAction.Finish)action;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(incoming);
        }
    }

    private void CarryOut(TftpAction action)
    {
        switch (action)
        {
            case TftpAction.SendOptions:
                socket.Send(TftpPackets.OptionAcknowledgment(terms.Accepted));
                break;
            case TftpAction.SendBlocks blocks:
                for (long block = blocks.First; block <= blocks.Last; block++)
                {
                    SendBlock(block);
                }

                break;
            case TftpAction.Wait:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void SendBlock(long block)
    {
        int offsetBytes = (int)((block - 1) * terms.BlksizeBytes);
        int length = Math.Min(terms.BlksizeBytes, file.Content.Length - offsetBytes);
        TftpPackets.WriteDataHeader(_buffer, block);
        file.Content.Span.Slice(offsetBytes, length).CopyTo(_buffer.AsSpan(TftpPackets.DataHeaderLength));
        socket.Send(_buffer.AsSpan(0, TftpPackets.DataHeaderLength + length));
    }

    /// <returns>The datagram's length, or -1 when none came in time.</returns>
    private async Task<int> ReceiveAsync(byte[] incoming, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (socket.Available > 0)
        {
            return await socket.ReceiveAsync(incoming, SocketFlags.None, cancellationToken);
        }

        if (patience <= TimeSpan.Zero)
        {
            return -1;
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(patience);
        try
        {
            return await socket.ReceiveAsync(incoming, SocketFlags.None, timer.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return -1;
        }
    }
}
