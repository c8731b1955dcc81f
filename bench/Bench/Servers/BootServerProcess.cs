using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Network;
using Monitas.Lab;
using Monitas.Lab.Network;
using Monitas.Lab.Processes;

namespace Monitas.Bench.Servers;

/// <summary>A boot server that runs: Monitas or one that it is measured beside. Ended when disposed.</summary>
public sealed class BootServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly Service _service;

    private BootServerProcess(string name, ServerLink link, Service service)
    {
        Name = name;
        Link = link;
        _service = service;
    }

    /// <summary>What it is, such as "dnsmasq".</summary>
    public string Name { get; }

    /// <summary>How clients reach it.</summary>
    public ServerLink Link { get; }

    /// <summary>Its first process.</summary>
    public int ProcessId => _service.ProcessId;

    /// <summary>The name of the big file by TFTP.</summary>
    public required string TftpFile { get; init; }

    /// <summary>The path of the big file by HTTP.</summary>
    public required string HttpPath { get; init; }

    /// <summary>Starts a server in its network namespace and waits until its ports are open.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="link">Where it runs.</param>
    /// <param name="folder">Where its log goes.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="ports">Its ports, as "udp:69" or "tcp:80".</param>
    /// <param name="files">The names of the big file by TFTP and by HTTP.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<BootServerProcess> StartAsync(
        string name, ServerLink link, string folder, IReadOnlyList<string> command, IReadOnlyList<string> ports, (string Tftp, string Http) files, CancellationToken cancellation)
    {
        Service service = Service.Start(name, Path.Combine(folder, name + ".log"), "ip", NetworkNamespace.Inside(link.Namespace, command[0], command.Skip(1)));
        BootServerProcess server = new(name, link, service) { TftpFile = files.Tftp, HttpPath = files.Http };
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(StartLimit);
            while (!await server.ListensAsync(ports, cancellation))
            {
                service.MustRun();
                if (limit.IsCancellationRequested)
                {
                    throw new LabException($"{name} does not listen on {string.Join(", ", ports)} after {StartLimit.TotalSeconds:0} s: {service.LastLines(10)}");
                }

                await Task.Delay(100, cancellation);
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets clients do something with it, and sees how much processor time it took.</summary>
    public async Task<Measured<T>> MeasureAsync<T>(Func<Task<T>> clients)
    {
        _service.MustRun();
        double before = ServerUsage.CpuSeconds(ProcessId);
        T result = await clients();
        _service.MustRun();
        return new Measured<T>(result, ServerUsage.CpuSeconds(ProcessId) - before);
    }

    /// <summary>Keeps all its threads on some processors, as taskset(1) writes them: "0" or "0-3".</summary>
    public Task PinAsync(string processors, CancellationToken cancellation) =>
        Command.OutputAsync("taskset", ["--all-tasks", "--cpu-list", "--pid", processors, ProcessId.ToString()], cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private async Task<bool> ListensAsync(IReadOnlyList<string> ports, CancellationToken cancellation)
    {
        string sockets = await Command.OutputAsync("ip", NetworkNamespace.Inside(Link.Namespace, "ss", ["-H", "-l", "-n", "-u", "-t"]), cancellation);
        return ports.All(port => sockets.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(words => words.Length > 4 && words[0] == port[..3] && words[4].EndsWith(port[3..], StringComparison.Ordinal)));
    }
}
