using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Networks;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>A real DHCP client in a namespace. What it hands to its script, the test reads as lines: "bound ip=... lease=... server=...".</summary>
internal sealed class DhcpClientProgram : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _part;
    private readonly string _kind;
    private readonly Process _process;
    private readonly List<string> _output = [];

    /// <summary>Starts a client.</summary>
    /// <param name="part">The namespace; the client serves its eth0.</param>
    /// <param name="kind">"dhclient", "dhcpcd" or "udhcpc".</param>
    /// <param name="more">More arguments.</param>
    public DhcpClientProgram(string part, string kind, params string[] more)
    {
        (_part, _kind) = (part, kind);
        WriteScript();
        _process = kind switch
        {
            "dhclient" => VirtualLan.Start(part, "dhclient", ["-4", "-d", .. DhclientFiles(), .. more, "eth0"]),
            "dhcpcd" => VirtualLan.Start(part, "unshare", ["-m", "sh", "-c", DhcpcdInItsOwnFiles, "dhcpcd", "-4", "-B", "-f", Write("conf", "noipv4ll\n"), "-c", Script, .. more, "eth0"]),
            "udhcpc" => VirtualLan.Start(part, "busybox", ["udhcpc", "-f", "-v", "-i", "eth0", "-t", "40", "-T", "1", "-s", Script, .. more]),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>dhcpcd keeps its state in fixed places; each gets its own.</summary>
    private const string DhcpcdInItsOwnFiles =
        "mkdir -p /run/dhcpcd && mount -t tmpfs none /run/dhcpcd && mount -t tmpfs none /var/lib/dhcpcd && exec \"$0\" \"$@\"";

    /// <summary>What it printed.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_output)
            {
                return [.. _output];
            }
        }
    }

    private string Script => _directory.Combine("script");

    private string Events => _directory.Combine("events");

    /// <summary>What its script has heard so far.</summary>
    public IReadOnlyList<string> Heard => File.Exists(Events) ? File.ReadAllLines(Events) : [];

    /// <summary>Waits until the script has heard something for the given time.</summary>
    /// <returns>The line.</returns>
    public async Task<string> WaitForAsync(string start, int times, CancellationToken patience)
    {
        while (true)
        {
            string[] fitting = [.. Heard.Where(line => line.StartsWith(start, StringComparison.OrdinalIgnoreCase))];
            if (fitting.Length >= times)
            {
                return fitting[times - 1];
            }

            Assert.False(_process.HasExited && fitting.Length == 0, $"{_kind} has ended: {string.Join('\n', Output)}");
            await Task.Delay(100, patience);
        }
    }

    /// <summary>Makes it give its address back.</summary>
    public async Task ReleaseAsync(CancellationToken patience)
    {
        using Process release = _kind == "dhclient"
            ? VirtualLan.Start(_part, "dhclient", ["-4", "-r", .. DhclientFiles(), "eth0"])
            : Process.Start("kill", [_kind == "dhcpcd" ? "-ALRM" : "-USR2", $"{_process.Id}"]);
        await release.WaitForExitAsync(patience);
        Assert.Equal(0, release.ExitCode);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _directory.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.Add(line ?? "");
        }
    }

    /// <summary>dhclient asks at long intervals by default, and would let a short lease run out between two.</summary>
    private string[] DhclientFiles() =>
        ["-cf", Write("conf", "initial-interval 1;\nbackoff-cutoff 2;\n"), "-lf", _directory.Combine("leases"), "-pf", _directory.Combine("pid"), "-sf", Script];

    /// <summary>The names that dhclient and dhcpcd use are those of ISC, udhcpc has its own; dhcpcd sets the address itself.</summary>
    private void WriteScript()
    {
        Write("script", $"""
            #!/bin/sh
            event=$reason
            [ -n "$event" ] || event=$1
            echo "$event ip=$new_ip_address$ip lease=$new_dhcp_lease_time$lease server=$new_dhcp_server_identifier$serverid" >> {Events}
            [ {_kind} = dhcpcd ] && exit 0
            case $event in
                BOUND|REBOOT|bound)
                    ip addr flush dev eth0
                    ip addr add $new_ip_address$ip/24 dev eth0
                    ip route replace default via $new_routers$router
                    ;;
                EXPIRE|FAIL|RELEASE|deconfig) ip addr flush dev eth0 ;;
            esac
            exit 0

            """);
        File.SetUnixFileMode(Script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private string Write(string name, string text)
    {
        string path = _directory.Combine(name);
        File.WriteAllText(path, text);
        return path;
    }
}
