using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Clients;
using Monitas.Bench.Figures;
using Monitas.Bench.Network;
using Monitas.Bench.Servers;

namespace Monitas.Bench.Netboot;

/// <summary>Many clients that read the boot image at once: how fast all of them, how fair, and with how much memory.</summary>
public sealed class ManyClientsPart
{
    /// <summary>What UEFI's PXE asks for today (edk2, PcdPxeTftpWindowSize).</summary>
    private const int WindowBlocks = 4;

    private const int MaximumRounds = 3;

    private readonly BootScene _scene;
    private readonly NetbootSizes _sizes;
    private readonly Report _report;
    private readonly string _protocol;
    private readonly Func<ServerLink, BootFolder, string, CancellationToken, Task<BootServerProcess>> _peer;

    private ManyClientsPart(
        BootScene scene, NetbootSizes sizes, Report report, string protocol, Func<ServerLink, BootFolder, string, CancellationToken, Task<BootServerProcess>> peer)
    {
        _scene = scene;
        _sizes = sizes;
        _report = report;
        _protocol = protocol;
        _peer = peer;
    }

    /// <summary>By TFTP, beside dnsmasq.</summary>
    public static ManyClientsPart OverTftp(BootScene scene, NetbootSizes sizes, Report report) => new(scene, sizes, report, "tftp", PeerServers.StartDnsmasqAsync);

    /// <summary>By HTTP, beside nginx.</summary>
    public static ManyClientsPart OverHttp(BootScene scene, NetbootSizes sizes, Report report) => new(scene, sizes, report, "http", PeerServers.StartNginxAsync);

    /// <summary>Measures.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        BootServerProcess[] servers = [await _scene.StartMonitasAsync(cancellation), await _scene.StartPeerAsync(_peer, cancellation)];
        long[] idleBytes = [.. servers.Select(server => ServerUsage.StartPeak(server.ProcessId))];
        string asked = _protocol == "tftp" ? $"blksize {OneClientPart.BlockBytes}, windowsize {WindowBlocks}" : "HTTP/1.1";
        string work = $"{_protocol.ToUpperInvariant()}, {_sizes.Fetchers} clients at once, {_sizes.FileBytes >> 20} MiB each";
        work = _protocol == "tftp" ? $"{work}, {asked}" : work;
        _report.Say(work);
        IReadOnlyList<IReadOnlyList<Measured<FetchResult>>> measured = await Rounds.AlternateAsync(
            Math.Min(_sizes.Rounds, MaximumRounds), servers, server => server.MeasureAsync(() => FetchAsync(server, cancellation)));
        FetchResult[][] results = [.. measured.Select(rounds => rounds.Select(round => round.Result).ToArray())];

        FetchJudge judge = new(_report, work);
        string note = string.Join("; ", FetchJudge.NotesOf(results[1], asked));
        double ours = Rounds.Median(results[0].Select(judge.OursMbPerSecond));
        _report.Add(new Figure(work + ": all together", "MB/s", ours, Rounds.Median(results[1].Select(FetchJudge.MbPerSecond)), servers[1].Name, Figure.Higher, note));
        double[] fairness = [.. results.Select(rounds => Rounds.Median(rounds.Select(FetchJudge.SlowestToMedian)))];
        _report.Add(new Figure(work + ": slowest client", "x median", fairness[0], fairness[1], servers[1].Name, Figure.Lower));
        double[] processor = [.. measured.Select(rounds => Rounds.Median(rounds.Select(FetchJudge.CpuPerGiB)))];
        _report.Add(new Figure(work + ": processor", "s/GiB", processor[0], processor[1], servers[1].Name, Figure.Lower));
        double[] peak = [.. servers.Select((server, i) => (ServerUsage.Peak(server.ProcessId) - idleBytes[i]) / (double)(1 << 20))];
        _report.Add(new Figure(work + ": peak memory above idle", "MiB", peak[0], peak[1], servers[1].Name, Figure.Lower, $"idle: {idleBytes[0] >> 20} and {idleBytes[1] >> 20} MiB"));
    }

    private Task<FetchResult> FetchAsync(BootServerProcess server, CancellationToken cancellation)
    {
        string[] clients = [.. server.Link.Clients.Take(_sizes.Fetchers).Select(client => client.ToString())];
        string name = _protocol == "tftp" ? server.TftpFile : server.HttpPath;
        return _scene.Clients.FetchAsync(
            new FetchOrder(_protocol, server.Link.Server.ToString(), name, _scene.Boot.Initrd, clients, OneClientPart.BlockBytes, WindowBlocks, WarmUp: false), cancellation);
    }
}
