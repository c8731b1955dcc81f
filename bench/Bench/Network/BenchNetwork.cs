using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Network;
using Monitas.Lab.Processes;

namespace Monitas.Bench.Network;

/// <summary>
/// The clients' network namespace, and one for each server, joined by veth pairs: each server has the real ports, and the same clients reach
/// all of them. Removed when disposed, and by the next run when this one is broken off.
/// </summary>
public sealed class BenchNetwork : IAsyncDisposable
{
    private readonly List<ServerLink> _links = [];

    /// <summary>The network namespace of the clients.</summary>
    public string Clients { get; } = LanNames.ForLan(Environment.ProcessId, 0);

    /// <summary>Makes the clients' side.</summary>
    public static async Task<BenchNetwork> MakeAsync(CancellationToken cancellation)
    {
        BenchNetwork network = new();
        await NetworkNamespace.MakeAsync(network.Clients, cancellation);
        return network;
    }

    /// <summary>Adds a server's side.</summary>
    public async Task<ServerLink> AddServerAsync(CancellationToken cancellation)
    {
        int index = _links.Count + 1;
        ServerLink link = new(LanNames.ForLan(Environment.ProcessId, index), index);
        _links.Add(link);
        await NetworkNamespace.MakeAsync(link.Namespace, cancellation);
        await Command.RunWordsAsync($"ip -n {Clients} link add {link.ClientInterface} type veth peer name {ServerLink.ServerInterface} netns {link.Namespace}", cancellation);
        await Command.RunWordsAsync($"ip -n {link.Namespace} addr add {link.Server}/20 dev {ServerLink.ServerInterface}", cancellation);
        await Command.RunWordsAsync($"ip -n {link.Namespace} link set {ServerLink.ServerInterface} up", cancellation);
        await AddClientAddressesAsync(link, cancellation);
        await Command.RunWordsAsync($"ip -n {Clients} link set {link.ClientInterface} up", cancellation);
        return link;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ServerLink link in _links)
        {
            await NetworkNamespace.RemoveAsync(link.Namespace);
        }

        await NetworkNamespace.RemoveAsync(Clients);
    }

    private async Task AddClientAddressesAsync(ServerLink link, CancellationToken cancellation)
    {
        string batch = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(batch, link.Clients.Select(client => $"addr add {client}/20 dev {link.ClientInterface}"), cancellation);
            await Command.RunWordsAsync($"ip -n {Clients} -batch {batch}", cancellation);
        }
        finally
        {
            File.Delete(batch);
        }
    }
}
