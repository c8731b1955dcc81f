using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Messages;

namespace Monitas.Integration.Tests;

/// <summary>
/// The network between an agent and its server, which fails when it is told to. TLS ends here and begins anew, with the server's own key, so that
/// it is known which request goes by.
/// </summary>
internal sealed class FaultyNetwork : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Socket _listener;
    private readonly TestNetwork _network;
    private readonly X509Certificate2 _certificate;
    private readonly HashSet<FaultyConnection> _open = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private NetworkFault? _armed;
    private int _skip;
    private long _downUntil;
    private long _chunkBytes;

    private FaultyNetwork(TestNetwork network, X509Certificate2 certificate)
    {
        _network = network;
        _certificate = certificate;
        _listener = NamespaceSocket.Make(network.Name);
        _listener.Bind(new IPEndPoint(IPAddress.Parse(TestNetwork.Address), 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Where agents find the server through it.</summary>
    public string Url => $"https://{_listener.LocalEndPoint}";

    /// <summary>How many bytes of chunks have come through to the server so far.</summary>
    public long ChunkBytes => Interlocked.Read(ref _chunkBytes);

    /// <summary>Has the armed fault come to pass?</summary>
    public bool HasStruck
    {
        get
        {
            lock (_lock)
            {
                return _armed is null;
            }
        }
    }

    /// <summary>Stands in front of the server that runs in this network.</summary>
    public static FaultyNetwork Start(TestNetwork network)
    {
        string tls = Path.Combine(network.Folder, "state", "tls");
        return new FaultyNetwork(network, X509Certificate2.CreateFromPemFile(Path.Combine(tls, "server.pem"), Path.Combine(tls, "server.key")));
    }

    /// <summary>Fails once, as soon as the request comes by.</summary>
    public void Arm(NetworkFault fault)
    {
        lock (_lock)
        {
            _armed = fault;
            _skip = fault.Skip;
        }
    }

    /// <summary>Breaks all connections; none comes about while the outage lasts.</summary>
    public void Cut(TimeSpan outage, bool reset)
    {
        FaultyConnection[] open;
        lock (_lock)
        {
            _downUntil = Environment.TickCount64 + (long)outage.TotalMilliseconds;
            open = [.. _open];
        }
        foreach (FaultyConnection connection in open)
        {
            connection.Break(reset, tellServer: true);
        }
    }

    /// <summary>The fault that befalls this request; null for none.</summary>
    public NetworkFault? FaultOf(RequestHead request)
    {
        lock (_lock)
        {
            if (_armed?.Route != request.Route || _skip-- > 0)
            {
                return null;
            }
            NetworkFault fault = _armed;
            _armed = null;
            return fault;
        }
    }

    /// <summary>Notes what has come through of a request.</summary>
    public void Count(RequestHead request, int bytes)
    {
        if (request.Route == Routes.Chunks)
        {
            Interlocked.Add(ref _chunkBytes, bytes);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Cut(TimeSpan.Zero, reset: true);
        _certificate.Dispose();
        _end.Dispose();
    }

    private bool IsDown
    {
        get
        {
            lock (_lock)
            {
                return Environment.TickCount64 < _downUntil;
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket agent = await _listener.AcceptAsync(_end.Token);
            if (IsDown)
            {
                agent.Close(timeout: 0);
                continue;
            }
            _ = ServeAsync(agent);
        }
    }

    private async Task ServeAsync(Socket agent)
    {
        Socket server = NamespaceSocket.Make(_network.Name);
        FaultyConnection connection = new(this, agent, server);
        lock (_lock)
        {
            _open.Add(connection);
        }
        try
        {
            await server.ConnectAsync(IPEndPoint.Parse(TestNetwork.ServerEndPoint), _end.Token);
            await connection.RunAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or AuthenticationException or OperationCanceledException)
        {
            // Connections end like this when one side, or this network, breaks them.
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(connection);
            }
        }
    }
}
