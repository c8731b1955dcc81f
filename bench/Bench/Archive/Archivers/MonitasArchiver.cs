using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Servers;
using Monitas.Lab;
using Monitas.Lab.Network;
using Monitas.Lab.Processes;

namespace Monitas.Bench.Archive.Archivers;

/// <summary>
/// Monitas as it is shipped: the daemon, and an agent for each machine, which talk over TLS in a network namespace. What is timed is the
/// sysadmin's command, from its start to its end. A server runs for months: before it is measured it has backed up, restored and verified
/// a small tree of other files, so that its methods are compiled.
/// </summary>
/// <param name="programs">The programs.</param>
/// <param name="folder">Where state, store and logs lie.</param>
/// <param name="index">Tells several of one process apart.</param>
/// <param name="warmUpBytes">How large that small tree is.</param>
public sealed class MonitasArchiver(MonitasPrograms programs, string folder, int index, long warmUpBytes) : IArchiver
{
    private const string Address = "10.98.0.1";
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan JobLimit = TimeSpan.FromHours(1);

    private readonly string _namespace = LanNames.ForLan(Environment.ProcessId, index);
    private readonly Dictionary<string, Service> _agents = [];
    private Service? _server;
    private long _storedAtStart;

    /// <inheritdoc/>
    public string Name => "Monitas";

    /// <inheritdoc/>
    public bool IsIncremental => true;

    private string Own => Path.Combine(folder, "monitas");

    private string Store => Path.Combine(Own, "store");

    private string Settings => Path.Combine(Own, "server.conf");

    /// <summary>The most memory that the server has held since <see cref="StartServerPeak"/>, in bytes.</summary>
    public long ServerPeakBytes => ServerUsage.Peak(_server!.ProcessId);

    /// <summary>Forgets the server's peak so far; what it holds now, in bytes.</summary>
    public long StartServerPeak() => ServerUsage.StartPeak(_server!.ProcessId);

    /// <inheritdoc/>
    public async Task StartOverAsync(CancellationToken cancellation)
    {
        await StopAsync();
        Folders.MakeEmpty(Own);
        await NetworkNamespace.RemoveAsync(_namespace);
        await NetworkNamespace.MakeAsync(_namespace, cancellation);
        await Command.RunWordsAsync($"ip -n {_namespace} link add lan type bridge", cancellation);
        await Command.RunWordsAsync($"ip -n {_namespace} address add {Address}/24 dev lan", cancellation);
        await Command.RunWordsAsync($"ip -n {_namespace} link set lan up", cancellation);
        await File.WriteAllTextAsync(Settings, $"""
            [server]
            state-directory = {Own}/state
            store = {Store}
            socket = {Own}/monitas.sock
            addresses = {Address}

            [netboot]
            interface = lan
            mode = off

            """, cancellation);
        _server = StartService("server", MonitasPrograms.Start(programs.Server, "--conf", Settings, "-d"));
        await UntilAsync(_server, async () => (await OrderAsync(["status"], cancellation)).ExitCode == 0, cancellation);
        await WarmUpAsync(cancellation);
        _storedAtStart = Folders.Bytes(Store);
    }

    private async Task WarmUpAsync(CancellationToken cancellation)
    {
        SourceMachine machine = new("warm-up", await Trees.CopyWarmUpAsync(Path.Combine(Own, "warm-up-tree"), warmUpBytes, cancellation));
        await BackUpAsync(machine, cancellation);
        await RestoreAsync(machine, Path.Combine(Own, "warm-up-restored"), cancellation);
        await VerifyAsync(machine, cancellation);
        await _agents[machine.Name].DisposeAsync();
        _agents.Remove(machine.Name);
    }

    /// <summary>Lets the server know a machine, and starts its agent. Nothing happens when that was done.</summary>
    public async Task AddMachineAsync(SourceMachine machine, CancellationToken cancellation)
    {
        if (_agents.ContainsKey(machine.Name))
        {
            return;
        }

        string own = Directory.CreateDirectory(Path.Combine(Own, machine.Name)).FullName;
        string settings = Path.Combine(own, "agent.conf");
        await File.WriteAllTextAsync(settings, $"""
            [agent]
            state-directory = {own}/state
            run-directory = {own}/run
            exclude-file = {own}/exclude

            """, cancellation);
        await File.WriteAllLinesAsync(Path.Combine(own, "exclude"), Excludes(machine.Tree), cancellation);
        CommandResult made = (await OrderAsync(["machine", "token", machine.Name, "--json"], cancellation)).MustSucceed();
        using JsonDocument answer = JsonDocument.Parse(made.Output);
        string token = answer.RootElement.GetProperty("token").GetString()!;
        IReadOnlyList<string> enroll = MonitasPrograms.Start(programs.Agent, "--conf", settings, "enroll", $"https://{Address}:8443", "--token", token);
        (await Command.RunAsync(ReadyLimit, "ip", NetworkNamespace.Inside(_namespace, enroll[0], enroll.Skip(1)), cancellation)).MustSucceed();
        Service agent = StartService(machine.Name, MonitasPrograms.Start(programs.Agent, "--conf", settings, "-d"));
        _agents.Add(machine.Name, agent);
        await UntilAsync(
            agent, async () => (await OrderAsync(["machine", "show", machine.Name, "--json"], cancellation)).Output.Contains("Live", StringComparison.Ordinal), cancellation);
    }

    /// <inheritdoc/>
    public async Task<Run> BackUpAsync(SourceMachine machine, CancellationToken cancellation)
    {
        await AddMachineAsync(machine, cancellation);
        return await MeasureAsync(machine, ["backup", machine.Name, "--wait"], cancellation);
    }

    /// <inheritdoc/>
    public async Task<(Run Run, string Tree)> RestoreAsync(SourceMachine machine, string target, CancellationToken cancellation) =>
        (await MeasureAsync(machine, ["restore", machine.Name, machine.Tree, "--to", target, "--wait"], cancellation), target + machine.Tree);

    /// <inheritdoc/>
    public Task<Run> VerifyAsync(SourceMachine machine, CancellationToken cancellation) =>
        MeasureAsync(machine, ["archive", "verify", machine.Name], cancellation);

    /// <inheritdoc/>
    public long StoredBytes() => Folders.Bytes(Store) - _storedAtStart;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await NetworkNamespace.RemoveAsync(_namespace);
    }

    /// <summary>The patterns that leave out everything but one directory.</summary>
    private static IEnumerable<string> Excludes(string tree)
    {
        string at = "";
        yield return "/*";
        foreach (string name in tree.Trim('/').Split('/'))
        {
            at = $"{at}/{name}";
            yield return "!" + at;
            if (at != tree)
            {
                yield return at + "/*";
            }
        }
    }

    private async Task<Run> MeasureAsync(SourceMachine machine, IReadOnlyList<string> order, CancellationToken cancellation)
    {
        int agent = _agents[machine.Name].ProcessId;
        ServerUsage.StartPeak(agent);
        double before = ServerUsage.CpuSeconds(agent) + ServerUsage.CpuSeconds(_server!.ProcessId);
        long started = Stopwatch.GetTimestamp();
        CommandResult result = await OrderAsync(order, cancellation);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double processor = ServerUsage.CpuSeconds(agent) + ServerUsage.CpuSeconds(_server.ProcessId) - before;
        result.MustSucceed();
        return new Run(seconds, processor, ServerUsage.Peak(agent));
    }

    private Task<CommandResult> OrderAsync(IEnumerable<string> order, CancellationToken cancellation)
    {
        IReadOnlyList<string> words = MonitasPrograms.Start(programs.Server, order.Concat(["--conf", Settings]));
        return Command.RunAsync(JobLimit, "ip", NetworkNamespace.Inside(_namespace, words[0], words.Skip(1)), cancellation);
    }

    private Service StartService(string name, IReadOnlyList<string> words) =>
        Service.Start(name, Path.Combine(Own, name + ".log"), "ip", NetworkNamespace.Inside(_namespace, words[0], words.Skip(1)));

    private static async Task UntilAsync(Service service, Func<Task<bool>> ready, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await ready())
        {
            service.MustRun();
            if (Stopwatch.GetElapsedTime(started) > ReadyLimit)
            {
                throw new LabException($"{service.Name} is not ready after {ReadyLimit.TotalSeconds:0} s: {service.LastLines(10)}");
            }

            await Task.Delay(200, cancellation);
        }
    }

    private async Task StopAsync()
    {
        foreach (Service agent in _agents.Values)
        {
            await agent.DisposeAsync();
        }

        _agents.Clear();
        if (_server is { } server)
        {
            _server = null;
            await server.DisposeAsync();
        }
    }
}
