using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Lab.Processes;

/// <summary>Runs a program to its end.</summary>
public static class Command
{
    /// <summary>Runs a program and collects what it writes.</summary>
    /// <exception cref="LabException">The program is not installed, or was not ready in time and has been ended.</exception>
    public static async Task<CommandResult> RunAsync(TimeSpan limit, string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string line = program + " " + string.Join(' ', start.ArgumentList);
        using Process process = Start(start);
        process.StandardInput.Close();
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(timed.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(timed.Token);
        try
        {
            await process.WaitForExitAsync(timed.Token);
            return new CommandResult(line, process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new LabException($"'{line}' was not ready after {limit.TotalSeconds:0} s");
        }
    }

    /// <summary>Runs a short program that must succeed and returns its output.</summary>
    public static async Task<string> OutputAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation) =>
        (await RunAsync(TimeSpan.FromMinutes(2), program, arguments, cancellation)).MustSucceed().Output;

    /// <summary>Runs a short program, such as "ip link set lo up", that must succeed; words are divided by blanks.</summary>
    public static Task RunWordsAsync(string words, CancellationToken cancellation)
    {
        string[] parts = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return OutputAsync(parts[0], parts[1..], cancellation);
    }

    /// <summary>Starts a program, with a clear error when it is not installed.</summary>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new LabException($"'{start.FileName}' did not start");
        }
        catch (Win32Exception error)
        {
            throw new LabException($"'{start.FileName}' cannot be started: {error.Message}", error);
        }
    }
}
