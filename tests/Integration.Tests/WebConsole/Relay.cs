using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Integration.Tests.WebConsole;

/// <summary>A port of this machine that leads to the console in a test network. A browser inside that network would take itself for offline and refuse to download.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _network;
    private readonly Task _accepting;

    private Relay(TestNetwork network)
    {
        _network = network.Name;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The console's address for the browser, without a path.</summary>
    public string Url => $"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static Relay Start(TestNetwork network) => new(network);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptSocketAsync(_stopping.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(Socket browser)
    {
        using (browser)
        using (Socket console = NamespaceSocket.Make(_network))
        {
            try
            {
                await console.ConnectAsync(IPAddress.Parse(TestNetwork.Address), 8444, _stopping.Token);
                await using NetworkStream here = new(browser);
                await using NetworkStream there = new(console);
                await Task.WhenAny(here.CopyToAsync(there, _stopping.Token), there.CopyToAsync(here, _stopping.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The server is just being restarted: the browser tries again.
            }
        }
    }
}
