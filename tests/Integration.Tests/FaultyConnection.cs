using System;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Integration.Tests;

/// <summary>One connection through a <see cref="FaultyNetwork"/>: one request after the other (RFC 9112 9.3), then perhaps a WebSocket.</summary>
/// <param name="network">Knows what is to fail.</param>
/// <param name="agent">The agent's side.</param>
/// <param name="server">The server's side.</param>
internal sealed class FaultyConnection(FaultyNetwork network, Socket agent, Socket server)
{
    private static readonly TimeSpan StandstillLength = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private volatile NetworkFault? _fault;

    /// <summary>Breaks it.</summary>
    /// <param name="reset">With a reset, else with an end of the stream.</param>
    /// <param name="tellServer">On the server's side too.</param>
    public void Break(bool reset, bool tellServer)
    {
        Break(agent, reset);
        if (tellServer)
        {
            Break(server, reset);
        }
    }

    /// <summary>Passes on what comes, until one side ends or the network breaks it.</summary>
    public async Task RunAsync(SslServerAuthenticationOptions likeTheServer, CancellationToken cancellationToken)
    {
        using SslStream agentSide = new(new NetworkStream(agent));
#pragma warning disable CA5359 // Whether the server is the right one is for the agent to say; this is the network.
        using SslStream serverSide = new(new NetworkStream(server), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await agentSide.AuthenticateAsServerAsync(likeTheServer, cancellationToken);
        await serverSide.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = TestNetwork.Address }, cancellationToken);
        Task requests = PassRequestsAsync(agentSide, serverSide, cancellationToken);
        Task answers = PassAnswersAsync(serverSide, agentSide, cancellationToken);
        try
        {
            await await Task.WhenAny(requests, answers);
            if (_fault?.Kind == NetworkFaultKind.HalfOpen)
            {
                await answers;
            }
        }
        finally
        {
            Break(reset: false, tellServer: true);
            await Task.WhenAll(requests, answers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PassRequestsAsync(SslStream from, SslStream to, CancellationToken cancellationToken)
    {
        while (await RequestHead.ReadAsync(from, cancellationToken) is { } request)
        {
            NetworkFault? fault = network.FaultOf(request);
            _fault = fault;
            if (fault?.Kind == NetworkFaultKind.RequestLost)
            {
                network.Cut(fault.Outage, fault.Reset);
                return;
            }
            await to.WriteAsync(request.Bytes, cancellationToken);
            long first = fault is null ? request.BodyBytes : Math.Min(fault.Bytes, request.BodyBytes);
            await PassBodyAsync(request, from, to, first, cancellationToken);
            switch (fault?.Kind)
            {
                case NetworkFaultKind.RequestCut:
                    network.Cut(fault.Outage, fault.Reset);
                    return;
                case NetworkFaultKind.HalfOpen:
                    Break(fault.Reset, tellServer: false);
                    return;
                case NetworkFaultKind.Standstill:
                    await Task.Delay(StandstillLength, cancellationToken);
                    break;
            }
            await PassBodyAsync(request, from, to, request.BodyBytes - first, cancellationToken);
            if (fault?.Kind == NetworkFaultKind.RequestAlone)
            {
                network.Cut(fault.Outage, fault.Reset);
                return;
            }
            if (!request.HasEnd)
            {
                await from.CopyToAsync(to, cancellationToken);
                return;
            }
        }
    }

    private async Task PassBodyAsync(RequestHead request, SslStream from, SslStream to, long bytes, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        while (bytes > 0)
        {
            int length = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(bytes, buffer.Length)), cancellationToken);
            if (length == 0)
            {
                return;
            }
            await to.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
            network.Count(request, length);
            bytes -= length;
        }
    }

    private async Task PassAnswersAsync(SslStream from, SslStream to, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        NetworkFault? counted = null;
        int passed = 0;
        int length;
        while ((length = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            NetworkFault? fault = _fault;
            passed = fault == counted ? passed : 0;
            counted = fault;
            int most = fault?.Kind switch
            {
                NetworkFaultKind.AnswerLost or NetworkFaultKind.HalfOpen => 0,
                NetworkFaultKind.AnswerCut => Math.Min(length, fault.Bytes - passed),
                _ => length,
            };
            if (most > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, most), cancellationToken);
                passed += fault is null ? 0 : most;
            }
            if (most < length && fault!.Kind != NetworkFaultKind.HalfOpen)
            {
                network.Cut(fault.Outage, fault.Reset);
                return;
            }
        }
    }

    private void Break(Socket socket, bool reset)
    {
        lock (_lock)
        {
            if (reset && !socket.SafeHandle.IsClosed)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            socket.Dispose();
        }
    }
}
