using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Lab.Processes;

/// <summary>A program that runs in the background and writes into a log file. Ended when disposed.</summary>
public sealed class Service : IAsyncDisposable
{
    private static readonly TimeSpan PoliteLimit = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _logLock = new();

    private Service(string name, Process process, StreamWriter log, Action<string>? onLine)
    {
        Name = name;
        _process = process;
        _log = log;
        process.OutputDataReceived += (_, line) => Write(line.Data, onLine);
        process.ErrorDataReceived += (_, line) => Write(line.Data, onLine);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it is, for messages.</summary>
    public string Name { get; }

    /// <summary>Its process: the program itself, also when it was started by a program that it replaced, such as "ip netns exec".</summary>
    public int ProcessId => _process.Id;

    /// <summary>Where its output goes.</summary>
    public string LogPath => ((FileStream)_log.BaseStream).Name;

    /// <summary>Has it ended?</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a program. <paramref name="onLine"/> sees every line that it writes, on another thread.</summary>
    public static Service Start(string name, string logPath, string program, IEnumerable<string> arguments, Action<string>? onLine = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        FileStream file = new(logPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        StreamWriter log = new(file) { AutoFlush = true };
        log.WriteLine($"# {program} {string.Join(' ', start.ArgumentList)}");
        return new Service(name, Command.Start(start), log, onLine);
    }

    /// <summary>How it ended; only when it has.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Fails when the program is no longer there.</summary>
    /// <exception cref="LabException">It has ended; the message holds its last lines.</exception>
    public void MustRun()
    {
        if (HasEnded)
        {
            // Waits for the last lines of its output too.
            _process.WaitForExit();
            throw new LabException($"{Name} has ended with {_process.ExitCode}: {LastLines(12)}");
        }
    }

    /// <summary>The end of its log.</summary>
    public string LastLines(int count) => TextTail.Lines(LogPath, count);

    /// <summary>Waits until it has ended by itself; false when it still runs after the limit.</summary>
    public async Task<bool> WaitForEndAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(timed.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (!HasEnded)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Asks it to end and insists after ten seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            await Command.RunAsync(PoliteLimit, "kill", ["-TERM", _process.Id.ToString()], CancellationToken.None);
            if (!await WaitForEndAsync(PoliteLimit, CancellationToken.None))
            {
                await KillAsync();
            }
        }

        _process.Dispose();
        lock (_logLock)
        {
            _log.Dispose();
        }
    }

    private void Write(string? line, Action<string>? onLine)
    {
        if (line is null)
        {
            return;
        }

        lock (_logLock)
        {
            if (_log.BaseStream.CanWrite)
            {
                _log.WriteLine(line);
            }
        }

        onLine?.Invoke(line);
    }
}
