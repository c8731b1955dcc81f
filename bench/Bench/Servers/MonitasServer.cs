using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Network;

namespace Monitas.Bench.Servers;

/// <summary>Monitas as it is shipped: the daemon with a settings file, all its services running.</summary>
public static class MonitasServer
{
    /// <summary>Its name in figures.</summary>
    public const string Name = "Monitas";

    private const string Machine = "52-54-00-aa-bb-01";

    /// <summary>Starts it with DHCP, TFTP and HTTP.</summary>
    /// <param name="program">Its program, or its .dll.</param>
    /// <param name="link">Where it runs.</param>
    /// <param name="boot">What it gives out.</param>
    /// <param name="folder">Where it keeps its state and log; emptied before.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<BootServerProcess> StartAsync(string program, ServerLink link, BootFolder boot, string folder, CancellationToken cancellation)
    {
        string own = Path.Combine(folder, Name);
        if (Directory.Exists(own))
        {
            Directory.Delete(own, recursive: true);
        }

        Directory.CreateDirectory(Path.Combine(own, "store"));
        string settings = Path.Combine(own, "server.conf");
        await File.WriteAllTextAsync(settings, $"""
            [server]
            state-directory = {own}/state
            store = {own}/store
            socket = {own}/monitas.sock
            addresses = {link.Server}

            [netboot]
            interface = {ServerLink.ServerInterface}
            mode = full
            boot-image = {boot.Directory}

            [dhcp {link.Network}]
            range = {link.FirstLease}-{link.LastLease}
            router = {link.Server}
            lease-time = 1h

            """, cancellation);
        IReadOnlyList<string> start = program.EndsWith(".dll", System.StringComparison.Ordinal) ? ["dotnet", "exec", program] : [program];
        return await BootServerProcess.StartAsync(
            Name, link, folder, [.. start, "-d", "--conf", settings], ["udp:67", "udp:69", "tcp:80"], ($"boot/{Machine}/initrd", $"/boot/{Machine}/initrd"), cancellation);
    }
}
