using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Network;

/// <summary>
/// A private LAN: one bridge in a network namespace of its own. The server under test and the PCs run inside it; nothing of it
/// reaches this machine's own network. Removed when disposed, and by the next run when this one is broken off.
/// </summary>
public sealed class Lan : IAsyncDisposable
{
    private static int _lastIndex;
    private readonly string _folder;
    private readonly List<Service> _services = [];
    private bool _hasRouter;

    private Lan(string name, string folder)
    {
        Name = name;
        _folder = folder;
    }

    /// <summary>The name of the network namespace.</summary>
    public string Name { get; }

    /// <summary>The bridge.</summary>
    public static string Bridge => "lan0";

    /// <summary>The server's address.</summary>
    public static string ServerAddress => "10.77.0.1";

    /// <summary>The router's address, when there is a router.</summary>
    public static string RouterAddress => "10.77.0.254";

    /// <summary>Makes the LAN. Logs go to the folder.</summary>
    public static async Task<Lan> MakeAsync(string folder, CancellationToken cancellation)
    {
        Lan lan = new(LanNames.ForLan(Environment.ProcessId, Interlocked.Increment(ref _lastIndex)), folder);
        try
        {
            await NetworkNamespace.MakeAsync(lan.Name, cancellation);
            await lan.IpAsync($"link add {Bridge} type bridge stp_state 0 forward_delay 0", cancellation);
            await lan.IpAsync($"addr add {ServerAddress}/24 dev {Bridge}", cancellation);
            await lan.IpAsync($"link set {Bridge} up", cancellation);
            return lan;
        }
        catch
        {
            await lan.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a socket for a PC: a tap of that name on the bridge.</summary>
    public async Task AddTapAsync(string tap, CancellationToken cancellation)
    {
        await IpAsync($"tuntap add {tap} mode tap", cancellation);
        await IpAsync($"link set {tap} master {Bridge}", cancellation);
        await IpAsync($"link set {tap} up", cancellation);
    }

    /// <summary>
    /// Puts a router on the LAN that gives out addresses, as a household or office has one; the server under test must then work beside it.
    /// </summary>
    /// <param name="bootSettings">
    /// What it says of network boot, in dnsmasq's arguments. With none it knows nothing of that and names itself as the next server, as most do.
    /// </param>
    /// <param name="cancellation">Gives up.</param>
    public async Task AddRouterAsync(IReadOnlyList<string> bootSettings, CancellationToken cancellation)
    {
        string router = LanNames.ForRouter(Name);
        _hasRouter = true;
        await NetworkNamespace.MakeAsync(router, cancellation);
        await IpAsync($"link add router0 type veth peer name eth0 netns {router}", cancellation);
        await IpAsync($"link set router0 master {Bridge}", cancellation);
        await IpAsync("link set router0 up", cancellation);
        await Command.RunWordsAsync($"ip -n {router} addr add {RouterAddress}/24 dev eth0", cancellation);
        await Command.RunWordsAsync($"ip -n {router} link set eth0 up", cancellation);
        string leases = Path.Combine(_folder, "router.leases");
        File.Delete(leases);
        string[] settings =
        [
            "--keep-in-foreground", "--user=root", "--conf-file=/dev/null", "--port=0", "--interface=eth0", "--bind-interfaces", "--log-dhcp",
            "--log-facility=-", "--no-ping", "--dhcp-range=10.77.0.100,10.77.0.199,1h", $"--dhcp-leasefile={leases}",
            .. bootSettings,
        ];
        _services.Add(Service.Start("the LAN's router", Path.Combine(_folder, "router.log"), "ip", NetworkNamespace.Inside(router, "dnsmasq", settings)));
    }

    /// <summary>
    /// Records the LAN into lan.pcap, everything but the inside of mass data, and shows the files that PCs fetch to the watcher.
    /// </summary>
    public void Record(BootTraffic watcher)
    {
        string[] settings = ["-i", Bridge, "-U", "-n", "-s", "600", "-w", Path.Combine(_folder, "lan.pcap"), "udp or arp or icmp or icmp6 or (tcp and less 700)"];
        _services.Add(StartInside("tcpdump", "tcpdump.log", "tcpdump", settings));
        _services.Add(StartInside("tcpdump of files", "fetched.log", "tcpdump", BootTraffic.TcpdumpArguments, watcher.OnLine));
    }

    /// <summary>Starts a program inside the LAN, on the server's side.</summary>
    public Service StartInside(string name, string logName, string program, IEnumerable<string> arguments, Action<string>? onLine = null) =>
        Service.Start(name, Path.Combine(_folder, logName), "ip", NetworkNamespace.Inside(Name, program, arguments), onLine);

    /// <summary>Runs a program inside the LAN to its end, on the server's side.</summary>
    public Task<CommandResult> RunInsideAsync(TimeSpan limit, string program, IEnumerable<string> arguments, CancellationToken cancellation) =>
        Command.RunAsync(limit, "ip", NetworkNamespace.Inside(Name, program, arguments), cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Service service in _services)
        {
            await service.DisposeAsync();
        }

        if (_hasRouter)
        {
            await NetworkNamespace.RemoveAsync(LanNames.ForRouter(Name));
        }

        await NetworkNamespace.RemoveAsync(Name);
    }

    private Task IpAsync(string words, CancellationToken cancellation) => Command.RunWordsAsync($"ip -n {Name} {words}", cancellation);
}
