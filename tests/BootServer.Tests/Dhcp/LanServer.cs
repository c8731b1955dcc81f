using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Tests.Boot;
using Monitas.BootServer.Tests.Networks;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>Full DHCP with its real sockets on a virtual LAN, its leases in a file.</summary>
internal sealed class LanServer : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly LeaseStore _store;
    private readonly AddressProber _prober;
    private readonly DhcpListener _listener;

    /// <summary>Starts it.</summary>
    /// <param name="lan">The LAN.</param>
    /// <param name="probes">Whether it looks if an address is in use before it offers it.</param>
    /// <param name="subnets">What it serves.</param>
    public LanServer(VirtualLan lan, bool probes, params DhcpSubnet[] subnets)
    {
        _store = new LeaseStore(LeaseFile, NullLogger.Instance);
        LeaseBook book = new(_store);
        _prober = new AddressProber(
            lan.Interface,
            (address, wait) => Task.Run(() => VirtualLan.In(lan.Server, () => PingProbe.IsAnsweredAsync(address, wait).GetAwaiter().GetResult())),
            TimeProvider.System,
            Log);
        DhcpResponder responder = new(
            lan.Interface, DhcpAddresses.OfLan(lan.Interface, new DhcpSubnets(subnets), book), (_, _) => new BootAbilities(true, true, new GrubRoute(false, false, "")),
            new FakeAssignments { Task = BootTask.BootImage }, new FakeEvents(), new NetbootClients(TimeProvider.System),
            new DhcpRivals(DhcpMode.Full, TimeProvider.System, Log), TimeProvider.System, Log);
        _listener = new DhcpListener(lan.Interface, responder, _prober, new AddressShortages(TimeProvider.System, Log), TimeProvider.System, Log);
        VirtualLan.In(lan.Server, () =>
        {
            if (probes)
            {
                _prober.Open();
            }

            _listener.Open();
            return 0;
        });
        _ = _prober.RunAsync(_stopping.Token);
        _ = _listener.RunAsync(_stopping.Token);
    }

    public FakeLogger Log { get; } = new();

    private string LeaseFile => _directory.Combine("leases.json");

    /// <summary>The lease of a card as the file and its journal have it now; null: none.</summary>
    public DhcpLease? Find(string card)
    {
        using LeaseStore reader = new(LeaseFile, NullLogger.Instance);
        Assert.True(MacAddress.TryParse(card, out MacAddress mac));
        return reader.Load().Leases.Values.SingleOrDefault(lease => lease.Mac == mac);
    }

    /// <summary>Waits until the file has a lease of a card for which something holds.</summary>
    public async Task<DhcpLease> WaitForAsync(string card, Func<DhcpLease, bool> holds, CancellationToken patience)
    {
        while (true)
        {
            if (Find(card) is { } lease && holds(lease))
            {
                return lease;
            }

            await Task.Delay(100, patience);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _prober.Dispose();
        _store.Dispose();
        _stopping.Dispose();
        _directory.Dispose();
    }
}
