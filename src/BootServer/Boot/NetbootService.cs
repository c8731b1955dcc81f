using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcpv6;
using Monitas.BootServer.RouterAdvertisements;
using Monitas.BootServer.Tftp;

namespace Monitas.BootServer.Boot;

/// <summary>
/// Starts and stops the listeners of all interfaces. What is missing (a file, a port, an address) fails the start with sentences that say
/// so, all at once, instead of letting machines find out.
/// </summary>
internal sealed class NetbootService(
    NetbootSettings settings,
    IServiceProvider services,
    IBootAssignments assignments,
    IBootEvents events,
    NetbootClients clients,
    DhcpRivals rivals,
    AddressShortages shortages,
    GrubRoutes routes,
    BootScriptSource scripts,
    ServedBootImage images,
    TimeProvider clock,
    ILoggerFactory loggers) : IHostedService, IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger<NetbootService>();
    private readonly List<IDisposable> _listeners = [];
    private readonly List<Task> _loops = [];
    private readonly CancellationTokenSource _stopping = new();
    private bool _disposed;

    /// <summary>The TFTP servers, one for each interface, once started.</summary>
    public IReadOnlyList<TftpListener> TftpListeners => _listeners.OfType<TftpListener>().ToList();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (string setting in settings.Unused)
        {
            NetbootLog.SettingUnused(_logger, setting);
        }

        (IReadOnlyList<NetbootInterface> servers, LoaderFiles loaders) = Check();
        DhcpSubnets subnets = DhcpSubnets.From(servers, settings);
        rivals.Ours = [.. servers.Select(server => server.Address)];
        LeaseBook? book = settings.Mode == DhcpMode.Full ? OpenLeases() : null;
        List<string> problems = [];
        foreach (NetbootInterface server in servers)
        {
            DhcpAddresses? addresses = settings.Mode switch
            {
                DhcpMode.Full => subnets.Serve(server, servers) ? DhcpAddresses.OfLan(server, subnets, book!) : null,
                DhcpMode.Proxy => settings.PxeAddresses is { } range && server.Contains(range.First) ? DhcpAddresses.OfPxe(server, range) : DhcpAddresses.None(),
                _ => null,
            };
            Try(problems, () => Start(server, loaders, addresses));
        }

        Refuse(problems);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_loops).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The container knows this object under two types and disposes it once for each.
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stopping.Cancel();
        _listeners.ForEach(listener => listener.Dispose());
        _stopping.Dispose();
    }

    private (IReadOnlyList<NetbootInterface> Servers, LoaderFiles Loaders) Check()
    {
        List<string> problems = [];
        IReadOnlyList<NetbootInterface> servers = [];
        LoaderFiles? loaders = null;
        Try(problems, () => loaders = services.GetRequiredService<LoaderFiles>());
        Try(problems, images.Current.Check);
        Try(problems, () => servers = NetbootInterfaces.Find(settings));
        if (settings.Mode == DhcpMode.Full && servers.Count > 0)
        {
            problems.AddRange(DhcpSubnets.Check(servers, settings));
        }

        if (settings.Mode == DhcpMode.Proxy && servers.Count > 0)
        {
            problems.AddRange(PxeOnlyDhcp.Check(servers, settings));
        }

        Refuse(problems);
        return (servers, loaders!);
    }

    private LeaseBook OpenLeases()
    {
        LeaseStore store = new(settings.LeaseFile, loggers.CreateLogger<LeaseStore>());
        _listeners.Add(store);
        return new LeaseBook(store);
    }

    /// <param name="server">The interface.</param>
    /// <param name="loaders">What can be served.</param>
    /// <param name="addresses">What addresses DHCP gives there; null: no DHCP there.</param>
    private void Start(NetbootInterface server, LoaderFiles loaders, DhcpAddresses? addresses)
    {
        CheckHttpPort(server);
        BootTftpFiles files = new(server, loaders, images, scripts, clients, events, clock);
        TftpListener tftp = new(server, settings.TftpPort, files, clock, loggers.CreateLogger<TftpListener>()) { LongestBlockBytes = settings.TftpBlockBytes };
        _listeners.Add(tftp);
        tftp.Open();
        _loops.Add(WatchAsync(tftp.RunAsync(_stopping.Token), server, "TFTP"));
        if (addresses is not null)
        {
            StartDhcp(server, loaders, addresses);
        }
        else
        {
            DhcpEavesdropper starts = DhcpEavesdropper.OfStarts(server, clients, loggers.CreateLogger<DhcpEavesdropper>());
            _listeners.Add(starts);
            starts.Open();
            _loops.Add(WatchAsync(starts.RunAsync(_stopping.Token), server, "listening to machines that start"));
        }

        EndWaits(server);

        NetbootLog.Serving(_logger, server.Name, server.Address.ToString(), server.PrefixLength, settings.Mode.ToString());
    }

    private void StartDhcp(NetbootInterface server, LoaderFiles loaders, DhcpAddresses addresses)
    {
        ILogger<DhcpListener> logger = loggers.CreateLogger<DhcpListener>();
        LanNextServers lan = new(server, clock, loggers.CreateLogger<LanNextServers>());
        if (addresses.Full is null)
        {
            _loops.Add(WatchAsync(lan.RunAsync(_stopping.Token), server, "the question to the LAN's DHCP server"));
        }

        GrubRoute Route(MacAddress mac, bool isOnLink) =>
            GrubRoute.Find(settings.Mode, server.Address, addresses.ReservedForPxe, addresses.FreeForPxe(mac, clock.GetUtcNow()), lan.Heard, isOnLink, settings.IsGrubNextServer);
        routes.Serve(server.Name, () => Route(default, isOnLink: true));
        AddressProber prober = new(server, PingProbe.IsAnsweredAsync, clock, logger);
        _listeners.Add(prober);
        prober.Open();
        _loops.Add(WatchAsync(prober.RunAsync(_stopping.Token), server, "looking for addresses in use"));
        DhcpResponder responder = new(server, addresses, (mac, isOnLink) => Abilities(loaders, Route(mac, isOnLink)), assignments, events, clients, rivals, clock, logger);
        DhcpListener dhcp = new(server, responder, prober, shortages, clock, logger);
        _listeners.Add(dhcp);
        dhcp.Open();
        _loops.Add(WatchAsync(dhcp.RunAsync(_stopping.Token), server, "DHCP"));

        DhcpEavesdropper eavesdropper = DhcpEavesdropper.OfServers(server, rivals, loggers.CreateLogger<DhcpEavesdropper>());
        _listeners.Add(eavesdropper);
        eavesdropper.Open();
        _loops.Add(WatchAsync(eavesdropper.RunAsync(_stopping.Token), server, "listening for other DHCP servers"));
    }

    /// <summary>Machines that are starting need not wait for what a network without IPv6 does not have.</summary>
    private void EndWaits(NetbootInterface server)
    {
        RouterAdvertiser advertiser = new(server, clients, loggers.CreateLogger<RouterAdvertiser>());
        _listeners.Add(advertiser);
        advertiser.Open();
        _loops.Add(WatchAsync(advertiser.RunAsync(_stopping.Token), server, "the answer to router solicitations"));

        BootAdvertiser ipv6 = new(server, clients, loggers.CreateLogger<BootAdvertiser>());
        _listeners.Add(ipv6);
        ipv6.Open();
        _loops.Add(WatchAsync(ipv6.RunAsync(_stopping.Token), server, "the answer to firmware by IPv6"));
    }

    private BootAbilities Abilities(LoaderFiles loaders, GrubRoute route) => new(loaders.HasLocalDisk, loaders.HasShim, route)
    {
        HasArm64Image = images.Find(ImageArchitecture.Arm64)?.Loaders is not null,
    };

    /// <summary>A loop handles its failures itself; one that does not is a bug that must be seen.</summary>
    private async Task WatchAsync(Task loop, NetbootInterface server, string part)
    {
        try
        {
            await loop;
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            NetbootLog.LoopEnded(_logger, e, server.Name, part);
        }
    }

    /// <summary>Kestrel opens the port later; looking first gives a sentence that names the program that holds it.</summary>
    private static void CheckHttpPort(NetbootInterface server)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(server.Address.ToIPAddress(), server.HttpPort));
            socket.Listen();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new NetbootException(PortOwner.Explain("TCP", server.HttpPort, PortOwner.FindTcp(server.HttpPort), "boot files by HTTP"), e);
        }
        catch (SocketException e)
        {
            throw new NetbootException($"TCP port {server.HttpPort} on {server.Name}, needed for boot files by HTTP, cannot be opened: {e.Message}.", e);
        }
    }

    private static void Try(List<string> problems, Action step)
    {
        try
        {
            step();
        }
        catch (NetbootException e)
        {
            problems.Add(e.Message);
        }
    }

    private static void Refuse(List<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new NetbootException(string.Join(Environment.NewLine, problems.Distinct()));
        }
    }
}
