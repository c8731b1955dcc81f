using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Clients;
using Monitas.Bench.Network;
using Monitas.Bench.Servers;

namespace Monitas.Bench.Netboot;

/// <summary>The network and the servers of one part. All end when it is disposed.</summary>
public sealed class BootScene : IAsyncDisposable
{
    private readonly List<BootServerProcess> _servers = [];
    private readonly BenchNetwork _network;
    private readonly string _program;
    private readonly string _folder;

    private BootScene(BenchNetwork network, string program, BootFolder boot, string folder)
    {
        _network = network;
        _program = program;
        _folder = folder;
        Boot = boot;
        Clients = new ClientProcess(network);
    }

    /// <summary>What the servers give out.</summary>
    public BootFolder Boot { get; }

    /// <summary>The clients.</summary>
    public ClientProcess Clients { get; }

    /// <summary>Makes the network; no server runs yet.</summary>
    public static async Task<BootScene> MakeAsync(string program, BootFolder boot, string folder, CancellationToken cancellation) =>
        new(await BenchNetwork.MakeAsync(cancellation), program, boot, folder);

    /// <summary>Starts Monitas.</summary>
    public async Task<BootServerProcess> StartMonitasAsync(CancellationToken cancellation) =>
        Keep(await MonitasServer.StartAsync(_program, await _network.AddServerAsync(cancellation), Boot, _folder, cancellation));

    /// <summary>Starts another server: one of <see cref="PeerServers"/>.</summary>
    public async Task<BootServerProcess> StartPeerAsync(
        Func<ServerLink, BootFolder, string, CancellationToken, Task<BootServerProcess>> start, CancellationToken cancellation) =>
        Keep(await start(await _network.AddServerAsync(cancellation), Boot, _folder, cancellation));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (BootServerProcess server in _servers)
        {
            await server.DisposeAsync();
        }

        await _network.DisposeAsync();
    }

    private BootServerProcess Keep(BootServerProcess server)
    {
        _servers.Add(server);
        return server;
    }
}
