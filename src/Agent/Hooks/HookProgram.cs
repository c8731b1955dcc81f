using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;

namespace Monitas.Agent.Hooks;

/// <summary>Runs one program of the machine's sysadmin and passes on what it says, line by line.</summary>
/// <param name="file">The program.</param>
/// <param name="limit">How long it may take.</param>
/// <param name="tell">Gets the lines.</param>
internal sealed class HookProgram(string file, TimeSpan limit, Action<string> tell)
{
    private const int MaxLines = 200;
    private const int MaxLineLength = 1000;
    private const int BufferLength = 4096;

    /// <summary>What it left running may keep its output open; that is not waited for longer than this.</summary>
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private int _lines;

    /// <summary>Runs it to its end.</summary>
    /// <param name="variables">What it finds in its environment.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="HookException">It could not be started, took too long, or its exit code was not 0.</exception>
    internal async Task RunAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        using Process process = Start(variables);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(limit);
        using CancellationTokenSource silence = new();
        Task output = Task.WhenAll(PassOnAsync(process.StandardOutput, silence.Token), PassOnAsync(process.StandardError, silence.Token));
        try
        {
            await process.WaitForExitAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new HookException(string.Create(CultureInfo.InvariantCulture, $"{file} did not end within {limit.TotalSeconds:0} seconds and was stopped."));
        }
        finally
        {
            silence.CancelAfter(OutputGrace);
            await output.ConfigureAwait(false);
        }
        if (process.ExitCode != 0)
        {
            throw new HookException(string.Create(CultureInfo.InvariantCulture, $"{file} failed with exit code {process.ExitCode}."));
        }
    }

    private Process Start(IReadOnlyDictionary<string, string> variables)
    {
        ProcessStartInfo start = new(file)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment["PATH"] = string.Join(':', ExternalTool.Directories);
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }
        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new HookException($"{file} cannot be started: {e.Message}.");
        }
    }

    private async Task PassOnAsync(StreamReader output, CancellationToken silence)
    {
        BoundedLines lines = new(MaxLineLength, Tell);
        char[] buffer = new char[BufferLength];
        try
        {
            while (await output.ReadAsync(buffer, silence).ConfigureAwait(false) is int length and > 0)
            {
                lines.Add(buffer.AsSpan(0, length));
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended; what it left running speaks to nobody.
        }
        lines.End();
    }

    private void Tell(string line)
    {
        int number = Interlocked.Increment(ref _lines);
        if (number <= MaxLines)
        {
            tell(line);
        }
        if (number == MaxLines)
        {
            tell("... (the rest is not kept)");
        }
    }
}
