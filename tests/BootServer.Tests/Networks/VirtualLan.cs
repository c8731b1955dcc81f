using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Networks;

/// <summary>
/// A network of its own for one test: the server on a bridge (10.98.0.1/24), a client and a foreign server (10.98.0.2) on it, each in a
/// network namespace. Needs root, as the server itself does.
/// </summary>
internal sealed partial class VirtualLan : IDisposable
{
    private const int NewNetwork = 0x40000000;

    private readonly string _id = $"{Environment.ProcessId:x}{Random.Shared.Next(0x1000):x}";

    private bool _hasRouter;

    public VirtualLan()
    {
        foreach (string part in new[] { Server, Client, Foreign })
        {
            Ip("netns", "add", part);
            Ip("-n", part, "link", "set", "lo", "up");
        }

        Ip("-n", Server, "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        Ip("-n", Server, "addr", "add", "10.98.0.1/24", "dev", "br0");
        Join(Client, "v0");
        Join(Foreign, "v1");
        Ip("-n", Foreign, "addr", "add", "10.98.0.2/24", "dev", "eth0");
        Ip("-n", Server, "link", "set", "br0", "up");
        Interface = new NetbootInterface("br0", IndexOf("br0"), new Ipv4Address(0x0a620001), 24, 1500, 80);
    }

    public string Server => $"mt-s{_id}";

    public string Client => $"mt-c{_id}";

    public string Foreign => $"mt-f{_id}";

    /// <summary>The client behind the router, once there is one.</summary>
    public string Far => $"mt-r{_id}";

    public NetbootInterface Interface { get; }

    public void Dispose()
    {
        foreach (string part in _hasRouter ? new[] { Far, Server, Client, Foreign } : [Server, Client, Foreign])
        {
            Ip("netns", "del", part);
        }
    }

    /// <summary>
    /// Puts a router in the place of the foreign server: behind it are 10.97.0.1/24 and one more client, which reaches the server's network through it,
    /// and a way back.
    /// </summary>
    public void AddRouter()
    {
        Ip("netns", "add", Far);
        Ip("-n", Far, "link", "set", "lo", "up");
        Ip("-n", Foreign, "link", "add", "eth1", "type", "veth", "peer", "name", "eth0", "netns", Far);
        Ip("-n", Foreign, "addr", "add", "10.97.0.1/24", "dev", "eth1");
        Ip("-n", Foreign, "link", "set", "eth1", "up");
        Ip("-n", Far, "link", "set", "eth0", "up");
        Ip("-n", Server, "route", "add", "10.97.0.0/24", "via", "10.98.0.2");
        Ip("netns", "exec", Foreign, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        _hasRouter = true;
    }

    /// <summary>Gives the foreign computer one more address.</summary>
    public void AddForeignAddress(string address, string device = "eth0") => Ip("-n", Foreign, "addr", "add", address, "dev", device);

    /// <summary>The card of a part's eth0.</summary>
    public static string CardOf(string part) => Run(["-n", part, "-o", "link", "show", "eth0"]).Split("link/ether ")[1].Split(' ')[0];

    /// <summary>Loses what the client sends to the server alone, and not its broadcasts.</summary>
    public void LoseUnicast() => Ip("-n", Client, "neigh", "replace", "10.98.0.1", "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "permanent");

    /// <summary>Ends <see cref="LoseUnicast"/>.</summary>
    public void CarryUnicast() => Ip("-n", Client, "neigh", "del", "10.98.0.1", "dev", "eth0");

    /// <summary>Runs an action on a thread of a namespace. Sockets that it opens stay there; only opening them has to happen inside.</summary>
    public static T In<T>(string part, Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                using SafeFileHandle file = File.OpenHandle($"/run/netns/{part}");
                Assert.Equal(0, SetNs(file, NewNetwork));
                result = action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>Starts a program inside; the caller ends it.</summary>
    public static Process Start(string part, string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("ip", ["netns", "exec", part, program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;

    /// <summary>Runs a program inside to its end, which must be a good one.</summary>
    /// <returns>What it said.</returns>
    public static async Task<string> RunAsync(string part, string program, params string[] arguments)
    {
        using Process process = Start(part, program, arguments);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, errors);
        return output;
    }

    private static void Ip(params string[] arguments) => Run(arguments);

    private static string Run(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"ip {string.Join(' ', arguments)}: {errors}");
        return output;
    }

    private int IndexOf(string device) => int.Parse(Run(["-n", Server, "-o", "link", "show", device]).Split(':')[0], null);

    private void Join(string part, string device)
    {
        Ip("-n", Server, "link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", part);
        Ip("-n", Server, "link", "set", device, "master", "br0");
        Ip("-n", Server, "link", "set", device, "up");
        Ip("-n", part, "link", "set", "eth0", "up");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(SafeFileHandle descriptor, int kind);
}
