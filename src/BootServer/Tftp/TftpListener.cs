using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Tftp.Wire;

namespace Monitas.BootServer.Tftp;

/// <summary>
/// The read-only TFTP server of one interface: receives requests and starts a <see cref="TftpTransfer"/> for each. Its loop and all
/// transfers end when the token of <see cref="RunAsync"/> is cancelled.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="port">The port: 69, or 0 for any free one.</param>
/// <param name="files">What it serves.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Hears of transfers.</param>
internal sealed class TftpListener(NetbootInterface server, int port, ITftpFiles files, TimeProvider clock, ILogger logger) : IDisposable
{
    private const int MaximumTransfers = 256;

    /// <summary>IPv4, UDP and DATA headers: what is left of the MTU is the longest block that needs no fragments, in bytes.</summary>
    private const int HeaderBytes = 20 + 8 + TftpPackets.DataHeaderLength;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>By client and request: lpxelinux asks for its next file from the same port before our end of the last transfer is done.</summary>
    private readonly ConcurrentDictionary<(IPEndPoint Client, string Request), Task> _transfers = new();
    private Socket? _socket;

    /// <summary>The port that was opened.</summary>
    public int Port => ((IPEndPoint)_socket!.LocalEndPoint!).Port;

    /// <summary>Opens the port.</summary>
    /// <exception cref="NetbootException">It is taken or not permitted.</exception>
    public void Open() => _socket = DeviceSocket.OpenUdp(server, server.Address.ToIPAddress(), port, "TFTP");

    /// <summary>Serves until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[TftpRequest.MaximumLength + 1];
        IPEndPoint anyone = new(IPAddress.Any, 0);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received = await _socket!.ReceiveFromAsync(buffer, SocketFlags.None, anyone, cancellationToken);
                Handle(buffer.AsSpan(0, received.ReceivedBytes), (IPEndPoint)received.RemoteEndPoint, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (SocketException e)
            {
                NetbootLog.SocketFailed(logger, e, server.Name, port, "receiving");
                await Task.Delay(PauseAfterFailure, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                // The edge of one request: whatever fails behind it, the next machine is answered.
                NetbootLog.RequestFailed(logger, e, server.Name, port, "a client");
            }
        }

        await Task.WhenAll(_transfers.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private void Handle(ReadOnlySpan<byte> datagram, IPEndPoint client, CancellationToken cancellationToken)
    {
        if (!TftpRequest.TryParse(datagram, out TftpRequest? request, out TftpParseError why))
        {
            NetbootLog.TftpRefused(logger, client, why.ToString());
            if (why == TftpParseError.UnknownMode)
            {
                Refuse(client, TftpErrorCode.IllegalOperation, "Only octet and netascii are known here");
            }

            return;
        }

        // The client says it again because our first answer is under way or lost; that transfer repeats its answer itself.
        (IPEndPoint, string) key = (client, Encoding.Latin1.GetString(datagram));
        if (_transfers.ContainsKey(key))
        {
            return;
        }

        if (request.IsWrite || !TftpFileName.TryClean(request.FileName, out string? name))
        {
            NetbootLog.TftpRefused(logger, client, request.IsWrite ? "it wants to write" : "its file name is not allowed");
            Refuse(client, TftpErrorCode.AccessViolation, request.IsWrite ? "This server is read-only" : "Not allowed");
        }
        else if (_transfers.Count >= MaximumTransfers)
        {
            NetbootLog.TftpBusy(logger, client, name, MaximumTransfers);
            Report(client, name, TransferFailure.Refused, "too many transfers are running");
        }
        else if (files.Open(name, client) is not { } file)
        {
            NetbootLog.TftpRefused(logger, client, $"there is no file {name}");
            Report(client, name, TransferFailure.NotFound, "");
            Refuse(client, TftpErrorCode.FileNotFound, "File not found");
        }
        else
        {
            Start(key, name, request, file, cancellationToken);
        }
    }

    private void Start((IPEndPoint Client, string Request) key, string name, TftpRequest request, TftpFile file, CancellationToken cancellationToken)
    {
        TftpFile travelling = request.Mode == TftpMode.Netascii ? file with { Content = Netascii.Encode(file.Content.Span) } : file;
        TftpTerms terms = TftpTerms.Negotiate(request.Options, travelling.Content.Length, server.MtuBytes - HeaderBytes);
        TaskCompletionSource registered = new();
        _transfers[key] = TransferAsync(registered.Task, key, name, travelling, terms, cancellationToken);
        registered.SetResult();
    }

    private async Task TransferAsync(
        Task registered, (IPEndPoint Client, string Request) key, string name, TftpFile file, TftpTerms terms, CancellationToken cancellationToken)
    {
        await registered.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            using Socket socket = Connect(key.Client);
            await new TftpTransfer(socket, name, file, terms, clock, logger, files.Report).RunAsync(cancellationToken);
        }
        catch (Exception e) when (e is NetbootException or SocketException)
        {
            NetbootLog.SocketFailed(logger, e, server.Name, port, $"sending {name}");
        }
        finally
        {
            _transfers.TryRemove(key, out _);
        }
    }

    private void Report(IPEndPoint client, string name, TransferFailure failure, string note) =>
        files.Report(new TftpReport(client, name, BootStepKind.TransferFailed) { Failure = failure, Note = note });

    private void Refuse(IPEndPoint client, TftpErrorCode code, string text)
    {
        using Socket socket = Connect(client);
        socket.Send(TftpPackets.Error(code, text));
    }

    private Socket Connect(IPEndPoint client)
    {
        Socket socket = DeviceSocket.OpenUdp(server, server.Address.ToIPAddress(), 0, "TFTP");
        socket.Connect(client);
        return socket;
    }
}
