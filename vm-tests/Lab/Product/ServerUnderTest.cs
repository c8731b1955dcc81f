using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Network;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Product;

/// <summary>The server, started and asked as a sysadmin does it: a settings file, the daemon, and its command line.</summary>
public sealed class ServerUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortLimit = TimeSpan.FromMinutes(2);
    private readonly Lan _lan;
    private readonly string _program;
    private readonly string _settings;
    private Service _daemon;

    private ServerUnderTest(Lan lan, string program, string settings, string store)
    {
        _lan = lan;
        _program = program;
        _settings = settings;
        Store = store;
        _daemon = StartDaemon();
    }

    /// <summary>The directory with the volumes.</summary>
    public string Store { get; }

    /// <summary>Writes the settings and starts the daemon; returns when it answers.</summary>
    /// <param name="lan">Where it runs.</param>
    /// <param name="product">What runs.</param>
    /// <param name="folder">Where it keeps its state.</param>
    /// <param name="socket">The Unix socket of its command line.</param>
    /// <param name="mode">How it takes part in DHCP: full (it gives out the addresses), proxy or external (it works beside the LAN's router).</param>
    /// <param name="moreNetboot">More lines for [netboot] of its settings.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ServerUnderTest> StartAsync(
        Lan lan, ProductFiles product, string folder, string socket, string mode, string moreNetboot, CancellationToken cancellation)
    {
        string store = Path.Combine(folder, "store");
        Directory.CreateDirectory(store);
        string settings = Path.Combine(folder, "server.conf");
        await File.WriteAllTextAsync(settings, Settings(folder, store, socket, product.BootImage, mode, moreNetboot), cancellation);
        ServerUnderTest server = new(lan, product.Server, settings, store);
        try
        {
            await server.WaitUntilReadyAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one command of the sysadmin; it must end with 0 (done) or 3 (done with warnings).</summary>
    public Task<JsonNode> AskAsync(CancellationToken cancellation, params string[] words) => AskAsync(ShortLimit, cancellation, words);

    /// <summary>Runs one command of the sysadmin that may take long.</summary>
    /// <exception cref="LabException">It ended otherwise than with 0 or 3; the message holds what it said.</exception>
    public async Task<JsonNode> AskAsync(TimeSpan limit, CancellationToken cancellation, params string[] words)
    {
        CommandResult result = await RunAsync(limit, cancellation, words);
        if (result.ExitCode is not (0 or 3))
        {
            throw new LabException($"'monitas-server {string.Join(' ', words)}' ended with {result.ExitCode}: {result.Errors.Trim()} {Message(result.Output)}");
        }

        return JsonNode.Parse(result.Output) ?? throw new LabException($"'monitas-server {string.Join(' ', words)}' answered nothing");
    }

    /// <summary>Runs one command of the sysadmin to its end, whatever that is.</summary>
    public Task<CommandResult> RunAsync(TimeSpan limit, CancellationToken cancellation, params string[] words)
    {
        IEnumerable<string> arguments = ["--conf", _settings, .. words, "--json"];
        return _lan.RunInsideAsync(limit, _program, arguments, cancellation);
    }

    /// <summary>Waits until the machine's agent is connected from there: "Live" or "BootImage"; null: until it is not connected.</summary>
    public async Task WaitUntilConnectedAsync(string machine, string? environment, TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(limit);
        while ((string?)(await AskAsync(cancellation, "machine", "show", machine))["connected"] != environment)
        {
            if (timed.IsCancellationRequested)
            {
                throw new LabException($"The agent of {machine} is not as awaited ({environment ?? "not connected"}) after {limit.TotalSeconds:0} s. The server's last lines:{_daemon.LastLines(10)}");
            }

            await Task.Delay(1000, cancellation);
        }
    }

    /// <summary>Waits until a job has come to a state, such as "WaitingForApproval".</summary>
    /// <exception cref="LabException">It has not in time, or it is over.</exception>
    public async Task<JobAnswer> WaitForStateAsync(string job, string state, TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(limit);
        JobAnswer shown;
        while ((shown = new JobAnswer(await AskAsync(cancellation, "job", "show", job))).State != state)
        {
            if (shown.IsOver || timed.IsCancellationRequested)
            {
                throw new LabException($"Job {job} is {shown.State} and not {state}: {shown.Message}");
            }

            await Task.Delay(500, cancellation);
        }

        return shown;
    }

    /// <summary>Kills the daemon as a power cut would, and starts it again.</summary>
    public async Task KillAndStartAgainAsync(CancellationToken cancellation)
    {
        await _daemon.KillAsync();
        await _daemon.DisposeAsync();
        _daemon = StartDaemon();
        await WaitUntilReadyAsync(cancellation);
    }

    /// <summary>Fails when the daemon has ended.</summary>
    public void MustRun() => _daemon.MustRun();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private static string Settings(string folder, string store, string socket, string bootImage, string mode, string moreNetboot)
    {
        string addresses = mode == "full" ? "range-start = 10.77.0.100\nrange-end = 10.77.0.199" : "";
        return $"""
            # The server of the virtual lab.
            [server]
            state-directory = {Path.Combine(folder, "state")}
            store = {store}
            socket = {socket}
            addresses = {Lan.ServerAddress}

            [netboot]
            interface = {Lan.Bridge}
            mode = {mode}
            {addresses}
            boot-image = {bootImage}
            # An emulated PC on a busy host may miss its first timer ticks, and the kernel would give up.
            kernel-arguments = no_timer_check
            {moreNetboot}

            """;
    }

    private static string Message(string output)
    {
        try
        {
            return (string?)JsonNode.Parse(output)?["message"] ?? "";
        }
        catch (JsonException)
        {
            return output.Trim();
        }
    }

    private Service StartDaemon() => _lan.StartInside("monitas-server", "server.log", _program, ["-d", "--conf", _settings]);

    private async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(StartLimit);
        while ((await RunAsync(ShortLimit, cancellation, "status")).ExitCode != 0)
        {
            MustRun();
            if (timed.IsCancellationRequested)
            {
                throw new LabException($"The server did not answer within {StartLimit.TotalSeconds:0} s. Its last lines:{_daemon.LastLines(10)}");
            }

            await Task.Delay(200, cancellation);
        }
    }
}
