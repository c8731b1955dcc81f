using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Tftp.Wire;

namespace Monitas.BootServer.Tftp;

/// <summary>
/// The read-only TFTP server of one interface: receives requests, opens their files, and gives each transfer to one of a few
/// <see cref="TftpWorker"/>s. All ends when the token of <see cref="RunAsync"/> is cancelled.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="port">The port: 69, or 0 for any free one.</param>
/// <param name="files">What it serves.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Hears of transfers.</param>
internal sealed class TftpListener(NetbootInterface server, int port, ITftpFiles files, TimeProvider clock, ILogger logger) : IDisposable
{
    private const int MaximumWorkers = 4;

    /// <summary>Room for the requests of a classroom that is switched on at once, in bytes.</summary>
    private const int ReceiveBufferBytes = 1 << 20;

    /// <summary>IPv4, UDP and DATA headers: what is left of the MTU is the longest block that needs no fragments, in bytes.</summary>
    private const int HeaderBytes = 20 + 8 + TftpPackets.DataHeaderLength;

    private readonly TftpAdmission _admission = new();
    private readonly NetasciiCopies _netascii = new();
    private readonly TftpRefusals _refusals = new(server, files, clock, logger);
    private TftpWorker[] _workers = [];
    private Socket? _socket;

    /// <summary>The longest block that is given, whatever the MTU would carry, in bytes.</summary>
    public int LongestBlockBytes { get; init; } = TftpTerms.LargestBlksizeBytes;

    /// <summary>The port that was opened.</summary>
    public int Port => ((IPEndPoint)_socket!.LocalEndPoint!).Port;

    /// <summary>Opens the port.</summary>
    /// <exception cref="NetbootException">It is taken or not permitted.</exception>
    public void Open()
    {
        _socket = DeviceSocket.OpenUdp(server, server.Address.ToIPAddress(), port, "TFTP");
        _socket.ReceiveBufferSize = ReceiveBufferBytes;
    }

    /// <summary>Serves until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _workers = [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, MaximumWorkers)).Select(_ => new TftpWorker(clock, logger, OnEnded))];
        byte[] buffer = new byte[TftpRequest.MaximumLength + 1];
        SocketAddress source = new(AddressFamily.InterNetwork);
        await SocketLoop.RunAsync(server, port, "receiving", ReceiveAsync, logger, cancellationToken);
        foreach (TftpWorker worker in _workers)
        {
            worker.Dispose();
        }

        async ValueTask ReceiveAsync(CancellationToken token)
        {
            int length = await _socket!.ReceiveFromAsync(buffer, SocketFlags.None, source, token);
            Handle(buffer.AsSpan(0, length), source);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private void Handle(ReadOnlySpan<byte> datagram, SocketAddress source)
    {
        if (!TftpRequest.TryParse(datagram, out TftpRequest? request, out TftpParseError why))
        {
            _refusals.NotRequest(source, why);
            return;
        }

        IPEndPoint client = TftpRefusals.ToEndPoint(source);
        string key = Encoding.Latin1.GetString(datagram);
        if (request.IsWrite || !TftpFileName.TryClean(request.FileName, out string? name))
        {
            _refusals.NotAllowed(client, request.IsWrite);
            return;
        }

        switch (_admission.Enter(client, key))
        {
            case TftpAdmissionAnswer.Busy:
                _refusals.Busy(client, name, _admission.Count);
                break;
            case TftpAdmissionAnswer.Admitted:
                // A file may have to be read or made: the next request need not wait for that.
                ThreadPool.UnsafeQueueUserWorkItem(_ => Start(client, key, name, request), null);
                break;
            default:
                break;
        }
    }

    private void Start(IPEndPoint client, string key, string name, TftpRequest request)
    {
        TftpTransfer? transfer = null;
        try
        {
            if (files.Open(name, client) is not { } file)
            {
                _admission.Leave(client, key);
                _refusals.NotFound(client, name);
                return;
            }

            transfer = MakeTransfer(client, key, name, request, file);
            files.Report(transfer.Beginning);
            _workers.MinBy(worker => worker.Count)!.Add(transfer);
        }
        catch (Exception e)
        {
            // The edge of one request: whatever fails behind it, the next machine is answered.
            NetbootLog.RequestFailed(logger, e, server.Name, port, client.ToString());
            transfer?.Dispose();
            _admission.Leave(client, key);
        }
    }

    private TftpTransfer MakeTransfer(IPEndPoint client, string key, string name, TftpRequest request, TftpFile file)
    {
        TftpFile travelling = request.Mode == TftpMode.Netascii ? file with { Content = _netascii.Of(file.Content) } : file;
        TransferSocket socket = new(server, client);
        try
        {
            int longestBlksizeBytes = Math.Min(Math.Min(server.MtuBytes, socket.RouteMtuBytes) - HeaderBytes, LongestBlockBytes);
            return new TftpTransfer(socket, key, name, travelling, TftpTerms.Negotiate(request.Options, travelling.Content.Length, longestBlksizeBytes), clock);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void OnEnded(TftpTransfer transfer, TftpAction.Finish end)
    {
        _admission.Leave(transfer.Client, transfer.Request);
        ThreadPool.UnsafeQueueUserWorkItem(_ => Conclude(transfer, end), null);
    }

    private void Conclude(TftpTransfer transfer, TftpAction.Finish end)
    {
        try
        {
            transfer.Conclude(end, logger, files.Report);
        }
        catch (Exception e)
        {
            // The edge of one transfer: who hears of its end may fail, and the server goes on.
            NetbootLog.TftpTransferFailed(logger, e, transfer.Client);
        }
    }
}
