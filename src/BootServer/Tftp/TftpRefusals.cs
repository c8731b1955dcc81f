using System;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Tftp.Wire;

namespace Monitas.BootServer.Tftp;

/// <summary>
/// Says no to a request: to the client, to the log and to the boot log, each only so often that a flood of such requests costs little and
/// does not push out what the boot log has. Safe to call from any thread.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="files">Hears of refusals.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Hears of them too.</param>
internal sealed class TftpRefusals(NetbootInterface server, ITftpFiles files, TimeProvider clock, ILogger logger)
{
    private readonly ClientRateLimit _answers = new(50, 200, TimeSpan.FromSeconds(1));
    private readonly ClientRateLimit _reports = new(50, 200, TimeSpan.FromSeconds(1));
    private readonly RateLimit _warnings = new(1, TimeSpan.FromMinutes(1));

    /// <summary>The datagram is no request.</summary>
    public void NotRequest(SocketAddress source, TftpParseError why)
    {
        bool isAnswered = why == TftpParseError.UnknownMode;
        if (isAnswered || logger.IsEnabled(LogLevel.Debug))
        {
            IPEndPoint client = ToEndPoint(source);
            NetbootLog.TftpRefused(logger, client, why.ToString());
            if (isAnswered)
            {
                Answer(client, TftpErrorCode.IllegalOperation, "Only octet and netascii are known here");
            }
        }
    }

    /// <summary>It wants to write, or its file name leads astray.</summary>
    public void NotAllowed(IPEndPoint client, bool isWrite)
    {
        NetbootLog.TftpRefused(logger, client, isWrite ? "it wants to write" : "its file name is not allowed");
        Answer(client, TftpErrorCode.AccessViolation, isWrite ? "This server is read-only" : "Not allowed");
    }

    /// <summary>There is no such file.</summary>
    public void NotFound(IPEndPoint client, string name)
    {
        NetbootLog.TftpRefused(logger, client, $"there is no file {name}");
        Report(client, name, TransferFailure.NotFound, "");
        Answer(client, TftpErrorCode.FileNotFound, "File not found");
    }

    /// <summary>Too many transfers are running. No answer: a client asks again, and gives up for good when it gets an error.</summary>
    public void Busy(IPEndPoint client, string name, int running)
    {
        if (_warnings.TryPass(clock.GetUtcNow()))
        {
            NetbootLog.TftpBusy(logger, client, name, running);
        }

        Report(client, name, TransferFailure.Refused, "too many transfers are running");
    }

    /// <summary>The sender of a datagram.</summary>
    public static IPEndPoint ToEndPoint(SocketAddress source) => (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(source);

    private void Report(IPEndPoint client, string name, TransferFailure failure, string note)
    {
        if (_reports.TryPass(client.Address, clock.GetUtcNow()))
        {
            files.Report(new TftpReport(client, name, BootStepKind.TransferFailed) { Failure = failure, Note = note });
        }
    }

    private void Answer(IPEndPoint client, TftpErrorCode code, string text)
    {
        if (!_answers.TryPass(client.Address, clock.GetUtcNow()))
        {
            return;
        }

        try
        {
            using TransferSocket socket = new(server, client);
            socket.Send(TftpPackets.Error(code, text));
        }
        catch (Exception e) when (e is NetbootException or SocketException)
        {
            NetbootLog.SocketFailed(logger, e, server.Name, client.Port, "refusing a TFTP request");
        }
    }
}
