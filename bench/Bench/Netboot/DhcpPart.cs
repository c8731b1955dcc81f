using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Clients;
using Monitas.Bench.Figures;
using Monitas.Bench.Servers;

namespace Monitas.Bench.Netboot;

/// <summary>
/// DHCP exchanges (DISCOVER, OFFER, REQUEST, ACK) a second, the server on the first processor and the clients on the last; then the same
/// while garbage comes to the server's port. Beside dnsmasq.
/// </summary>
public sealed class DhcpPart(BootScene scene, NetbootSizes sizes, Report report)
{
    private const string ServerProcessor = "0";

    private static string ClientProcessor => (Environment.ProcessorCount - 1).ToString();

    /// <summary>Measures.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        BootServerProcess[] servers = [await scene.StartMonitasAsync(cancellation), await scene.StartPeerAsync(PeerServers.StartDnsmasqAsync, cancellation)];
        foreach (BootServerProcess server in servers)
        {
            await server.PinAsync(ServerProcessor, cancellation);
        }

        await MeasureAsync(servers, "running systems", isNetboot: false, garbagePerSecond: 0, cancellation);
        await MeasureAsync(servers, "UEFI PXE", isNetboot: true, garbagePerSecond: 0, cancellation);
        await MeasureAsync(servers, $"running systems, amid {sizes.GarbagePerSecond} garbage packets/s", isNetboot: false, sizes.GarbagePerSecond, cancellation);
    }

    private async Task MeasureAsync(BootServerProcess[] servers, string who, bool isNetboot, int garbagePerSecond, CancellationToken cancellation)
    {
        string work = $"DHCP on one processor, {sizes.Leasers} clients, {who}";
        report.Say(work);
        IReadOnlyList<IReadOnlyList<Measured<DhcpResult>>> measured = await Rounds.AlternateAsync(sizes.Rounds, servers, server => server.MeasureAsync(() => scene.Clients.AskDhcpAsync(
                new DhcpOrder(server.Link.Server.ToString(), server.Link.Clients.First().ToString(), sizes.Leasers, sizes.AtOnce, sizes.Seconds, isNetboot, garbagePerSecond),
                ClientProcessor, cancellation)));
        DhcpResult[][] results = [.. measured.Select(rounds => rounds.Select(round => round.Result).ToArray())];
        double[] rates = [.. results.Select(rounds => Rounds.Median(rounds.Select(result => result.Exchanges / result.Seconds)))];
        string note = $"asked again after a second: {results[0].Sum(result => result.Resent)} and {results[1].Sum(result => result.Resent)}";
        report.Add(new Figure(work, "exchanges/s", rates[0], rates[1], servers[1].Name, Figure.Higher, note));
        double[] processor = [.. measured.Select(rounds => Rounds.Median(rounds.Select(round => 1e6 * round.CpuSeconds / Math.Max(1, round.Result.AllExchanges))))];
        report.Add(new Figure(work + ": processor", "us/exchange", processor[0], processor[1], servers[1].Name, Figure.Lower));
        int[] served = [.. results.Select(rounds => rounds.Min(result => result.Served))];
        report.Add(new Figure(work + ": served, each", "clients", served[0], served[1], servers[1].Name, Figure.Higher));
        if (served[0] < sizes.Leasers)
        {
            report.Fail($"{work}: only {served[0]} of {sizes.Leasers} clients got their address each time");
        }
    }
}
