using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Figures;
using Monitas.Bench.Servers;
using Monitas.Lab.Network;

namespace Monitas.Bench.Netboot;

/// <summary>Monitas as a boot server beside others. Each part starts its servers anew.</summary>
/// <param name="program">Monitas' server.</param>
/// <param name="folder">Where the servers keep their files and logs.</param>
/// <param name="sizes">How much.</param>
/// <param name="report">Gets the figures.</param>
public sealed class NetbootBench(string program, string folder, NetbootSizes sizes, Report report)
{
    /// <summary>The part with one TFTP client.</summary>
    public const string OneClient = "one-client";

    /// <summary>The part with many clients of TFTP at once.</summary>
    public const string ManyTftp = "many-tftp";

    /// <summary>The part with many clients of HTTP at once.</summary>
    public const string ManyHttp = "many-http";

    /// <summary>The part with DHCP.</summary>
    public const string Dhcp = "dhcp";

    /// <summary>Measures all parts, or the one that is named.</summary>
    public async Task<Report> RunAsync(string? only, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        BootFolder boot = BootFolder.Make(Path.Combine(folder, "boot"), sizes.FileBytes);
        (string Name, Func<BootScene, Task> Run)[] parts =
        [
            (OneClient, scene => new OneClientPart(scene, sizes, report).RunAsync(cancellation)),
            (ManyTftp, scene => ManyClientsPart.OverTftp(scene, sizes, report).RunAsync(cancellation)),
            (ManyHttp, scene => ManyClientsPart.OverHttp(scene, sizes, report).RunAsync(cancellation)),
            (Dhcp, scene => new DhcpPart(scene, sizes, report).RunAsync(cancellation)),
        ];
        try
        {
            foreach ((string name, Func<BootScene, Task> run) in parts)
            {
                if (only is null || only == name)
                {
                    await using BootScene scene = await BootScene.MakeAsync(program, boot, folder, cancellation);
                    await run(scene);
                }
            }
        }
        finally
        {
            await NetworkNamespace.RemoveStaleAsync();
        }

        return report;
    }
}
