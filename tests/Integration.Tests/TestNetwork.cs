using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>
/// One box on a network of its own: a network namespace with the interface "lan" at 10.98.0.1, so that the real ports (67, 69, 80, 8443)
/// can be taken. Server and agent run as the programs that they are.
/// </summary>
internal sealed class TestNetwork : IAsyncDisposable
{
    /// <summary>The box's address.</summary>
    public const string Address = "10.98.0.1";

    /// <summary>Where the server listens for agents.</summary>
    public const string ServerEndPoint = Address + ":8443";

    private static int _count;

    private readonly List<Process> _running = [];
    private readonly List<string> _mounts = [];

    private TestNetwork() => Directory.CreateDirectory(Folder);

    /// <summary>The name of the network namespace.</summary>
    public string Name { get; } = $"mt-it-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";

    /// <summary>Files of this test.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"monitas-it-{Guid.NewGuid():N}");

    /// <summary>Makes the network.</summary>
    public static async Task<TestNetwork> CreateAsync()
    {
        TestNetwork network = new();
        await SystemAsync("ip", "netns", "add", network.Name);
        await SystemAsync("ip", "-n", network.Name, "link", "set", "lo", "up");
        await SystemAsync("ip", "-n", network.Name, "link", "add", "lan", "type", "bridge");
        await SystemAsync("ip", "-n", network.Name, "address", "add", Address + "/24", "dev", "lan");
        await SystemAsync("ip", "-n", network.Name, "link", "set", "lan", "up");
        return network;
    }

    /// <summary>Writes a server.conf and gives the arguments that name it.</summary>
    public string[] ServerArguments(string netbootMode)
    {
        string file = Path.Combine(Folder, "server.conf");
        File.WriteAllText(file, $"""
            [server]
            state-directory = {Folder}/state
            store = {Folder}/store
            socket = {Folder}/monitas.sock
            addresses = {Address}

            [netboot]
            interface = lan
            mode = {netbootMode}
            boot-image = {Folder}
            """);
        return ["monitas-server", "--conf", file];
    }

    /// <summary>The agent with a state of its own. Its archives hold nothing but the directory "data" in <see cref="Folder"/>.</summary>
    /// <param name="settings">Further lines of agent.conf.</param>
    public string[] AgentArguments(string settings = "")
    {
        string file = Path.Combine(Folder, "agent.conf");
        string temporary = Path.GetDirectoryName(Folder)!;
        File.WriteAllText(file, $"""
            [agent]
            state-directory = {Folder}/agent
            run-directory = {Folder}/agent-run
            exclude-file = {Folder}/exclude
            {settings}
            """);
        File.WriteAllText(Path.Combine(Folder, "exclude"), $"""
            /*
            !{temporary}
            {temporary}/*
            !{Folder}
            {Folder}/*
            !{Folder}/data
            """);
        return ["monitas-agent", "--conf", file];
    }

    /// <summary>Mounts a small disk in <see cref="Folder"/>. To be done before a daemon starts, which would not see it otherwise.</summary>
    public Task<string> MountSmallDiskAsync(string name, int mebibytes) => MountAsync(name, "-t", "tmpfs", "-o", $"size={mebibytes}m", "none");

    /// <summary>Mounts something in <see cref="Folder"/>; like the small disk, before a daemon starts.</summary>
    public async Task<string> MountAsync(string name, params string[] what)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(path);
        await SystemAsync(["mount", .. what, path]);
        _mounts.Add(path);
        return path;
    }

    /// <summary>Runs a program of the system, which must succeed, outside the network; gives its output.</summary>
    public static async Task<string> SystemAsync(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}.");
        return output;
    }

    /// <summary>Makes a small disk larger.</summary>
    public static Task ResizeAsync(string mountPoint, int mebibytes) => SystemAsync("mount", "-o", $"remount,size={mebibytes}m", mountPoint);

    /// <summary>Runs one of our programs to its end.</summary>
    public Task<ProcessResult> RunAsync(string[] program, params string[] arguments) => FinishAsync([.. Ours(program), .. arguments]);

    /// <summary>Runs one of our programs and tells it to stop (SIGTERM) after a while.</summary>
    public Task<ProcessResult> RunAndStopAsync(TimeSpan after, string[] program, params string[] arguments) => FinishAsync(
        ["timeout", "--preserve-status", "--signal=TERM", after.TotalSeconds.ToString(CultureInfo.InvariantCulture), .. Ours(program), .. arguments]);

    /// <summary>Runs a program of the system to its end, inside the network.</summary>
    public Task<ProcessResult> RunSystemAsync(params string[] command) => FinishAsync(command);

    /// <summary>Starts one of our programs and leaves it running.</summary>
    public Process StartDaemon(string[] program) => Keep(Start([.. Ours(program), "-d"]));

    /// <summary>Ends a daemon with kill -9, so that it can do nothing about it.</summary>
    public async Task KillAsync(Process daemon)
    {
        daemon.Kill();
        await daemon.WaitForExitAsync();
        _running.Remove(daemon);
        daemon.Dispose();
    }

    /// <summary>How many bytes our programs have said to each other so far, in both directions.</summary>
    public async Task<long> BytesOnTheWireAsync()
    {
        ProcessResult counter = await FinishAsync(["cat", "/sys/class/net/lo/statistics/tx_bytes"]);
        return long.Parse(counter.Output, CultureInfo.InvariantCulture);
    }

    /// <summary>Starts a program of the system and leaves it running.</summary>
    public void StartOther(params string[] command) => Keep(Start(command));

    /// <summary>Asks again until the answer is right; gives up after a minute with the last answer.</summary>
    public static async Task<ProcessResult> UntilAsync(Func<Task<ProcessResult>> ask, Func<ProcessResult, bool> right)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        ProcessResult answer = await ask();
        while (!right(answer))
        {
            Assert.False(limit.IsCancellationRequested, $"Still not so after a minute. Last answer: {answer}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            answer = await ask();
        }
        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _running)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        await SystemAsync("ip", "netns", "delete", Name);
        foreach (string mount in _mounts)
        {
            await SystemAsync("umount", mount);
        }
        Directory.Delete(Folder, recursive: true);
    }

    private static string[] Ours(string[] program) => [.. Programs.Start(program[0]), .. program[1..]];

    private async Task<ProcessResult> FinishAsync(IReadOnlyList<string> command)
    {
        using Process process = Start(command);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ProcessResult(process.ExitCode, await output, await error);
    }

    private Process Start(IReadOnlyList<string> command)
    {
        ProcessStartInfo start = new("ip", ["netns", "exec", Name, .. command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    private Process Keep(Process process)
    {
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _running.Add(process);
        return process;
    }
}
