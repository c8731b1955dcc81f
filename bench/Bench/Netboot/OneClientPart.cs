using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Clients;
using Monitas.Bench.Figures;
using Monitas.Bench.Servers;

namespace Monitas.Bench.Netboot;

/// <summary>One client that reads the boot image by TFTP, with windows of several sizes: Monitas beside atftpd and dnsmasq.</summary>
public sealed class OneClientPart(BootScene scene, NetbootSizes sizes, Report report)
{
    /// <summary>The largest that an Ethernet frame takes without fragments, and what UEFI asks for.</summary>
    public const int BlockBytes = 1468;

    private static readonly int[] Windows = [1, 4, 16, 64];

    /// <summary>Measures.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        BootServerProcess[] servers =
        [
            await scene.StartMonitasAsync(cancellation),
            await scene.StartPeerAsync(PeerServers.StartAtftpdAsync, cancellation),
            await scene.StartPeerAsync(PeerServers.StartDnsmasqAsync, cancellation),
        ];
        foreach (int window in Windows)
        {
            string work = $"TFTP, one client, {sizes.FileBytes >> 20} MiB, blksize {BlockBytes}, windowsize {window}";
            report.Say(work);
            IReadOnlyList<IReadOnlyList<Measured<FetchResult>>> results = await Rounds.AlternateAsync(sizes.Rounds, servers, server =>
                server.MeasureAsync(() => FetchAsync(server, window, cancellation)));
            FetchJudge judge = new(report, work);
            double ours = Rounds.Median(results[0].Select(round => judge.OursMbPerSecond(round.Result)));
            double oursCpu = Rounds.Median(results[0].Select(FetchJudge.CpuPerGiB));
            for (int peer = 1; peer < servers.Length; peer++)
            {
                string note = string.Join("; ", FetchJudge.NotesOf([.. results[peer].Select(round => round.Result)], $"blksize {BlockBytes}, windowsize {window}"));
                double theirs = Rounds.Median(results[peer].Select(round => FetchJudge.MbPerSecond(round.Result)));
                report.Add(new Figure(work, "MB/s", ours, theirs, servers[peer].Name, Figure.Higher, note));
                report.Add(new Figure(work + ": processor", "s/GiB", oursCpu, Rounds.Median(results[peer].Select(FetchJudge.CpuPerGiB)), servers[peer].Name, Figure.Lower));
            }
        }
    }

    private Task<FetchResult> FetchAsync(BootServerProcess server, int window, CancellationToken cancellation)
    {
        FetchOrder order = new("tftp", server.Link.Server.ToString(), server.TftpFile, scene.Boot.Initrd, [server.Link.Clients.First().ToString()], BlockBytes, window, WarmUp: true);
        return scene.Clients.FetchAsync(order, cancellation);
    }
}
