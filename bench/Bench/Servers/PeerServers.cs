using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Network;

namespace Monitas.Bench.Servers;

/// <summary>The servers of Debian that Monitas is measured beside, with Debian's own settings wherever these do not refuse the work.</summary>
public static class PeerServers
{
    /// <summary>
    /// dnsmasq for TFTP and DHCP. Its limits of 50 transfers and 1000 leases are lifted. It does not look whether an address is in use before it
    /// offers it, which would hold each client up for seconds.
    /// </summary>
    public static Task<BootServerProcess> StartDnsmasqAsync(ServerLink link, BootFolder boot, string folder, CancellationToken cancellation)
    {
        string leases = Path.Combine(folder, "dnsmasq.leases");
        File.Delete(leases);
        string[] command =
        [
            "dnsmasq", "--keep-in-foreground", "--user=root", "--conf-file=/dev/null", "--port=0", $"--interface={ServerLink.ServerInterface}", "--bind-interfaces",
            "--log-facility=-", "--quiet-dhcp", "--quiet-tftp", "--enable-tftp", $"--tftp-root={boot.Directory}", "--tftp-max=1000", "--no-ping", "--dhcp-authoritative",
            "--dhcp-lease-max=10000", $"--dhcp-range={link.FirstLease},{link.LastLease},{ServerLink.Mask},1h", $"--dhcp-leasefile={leases}", $"--dhcp-boot={BootFolder.InitrdName}",
        ];
        return BootServerProcess.StartAsync("dnsmasq", link, folder, command, ["udp:67", "udp:69"], (BootFolder.InitrdName, ""), cancellation);
    }

    /// <summary>atftpd, one thread a client.</summary>
    public static Task<BootServerProcess> StartAtftpdAsync(ServerLink link, BootFolder boot, string folder, CancellationToken cancellation)
    {
        string[] command = ["atftpd", "--daemon", "--no-fork", "--user", "root.root", "--bind-address", link.Server.ToString(), "--maxthread", "1000", boot.Directory];
        return BootServerProcess.StartAsync("atftpd", link, folder, command, ["udp:69"], (BootFolder.InitrdName, ""), cancellation);
    }

    /// <summary>nginx with Debian's settings: a process for each processor, sendfile, an access log.</summary>
    public static async Task<BootServerProcess> StartNginxAsync(ServerLink link, BootFolder boot, string folder, CancellationToken cancellation)
    {
        string settings = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(settings, $$"""
            daemon off;
            user root;
            worker_processes auto;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/nginx-error.log;
            events { worker_connections 768; }
            http {
                sendfile on;
                tcp_nopush on;
                types_hash_max_size 2048;
                access_log {{folder}}/nginx-access.log;
                server {
                    listen 80;
                    root {{boot.Directory}};
                }
            }

            """, cancellation);
        string[] command = ["nginx", "-e", $"{folder}/nginx-error.log", "-c", settings];
        return await BootServerProcess.StartAsync("nginx", link, folder, command, ["tcp:80"], ("", "/" + BootFolder.InitrdName), cancellation);
    }
}
