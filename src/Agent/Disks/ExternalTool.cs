using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Agent.Disks;

/// <summary>
/// Runs other people's programs: by absolute path, with a list of arguments, never through a shell, in the C locale, with both
/// outputs captured and the exit code checked.
/// </summary>
internal static class ExternalTool
{
    /// <summary>Where programs are looked for, in this order.</summary>
    public static readonly IReadOnlyList<string> Directories = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>How long a program may take when the caller does not say.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    private const int LastLines = 6;

    /// <summary>The program's absolute path as seen from inside <paramref name="root"/>; null when it is not installed there.</summary>
    public static string? Find(string program, string root = "") =>
        Directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(path => ExistsBelow(root, path));

    /// <summary>Runs a program and returns what it said.</summary>
    /// <exception cref="ToolException">It is not installed, took too long, or its exit code was not 0.</exception>
    public static async Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct, TimeSpan? timeout = null, string? input = null)
    {
        ToolResult result = await TryRunAsync(program, arguments, ct, timeout, input).ConfigureAwait(false);
        return result.ExitCode == 0 ? result : throw new ToolException($"{Show(program, arguments)} failed with exit code {result.ExitCode}: {LastWords(result)}");
    }

    /// <summary>As <see cref="RunAsync"/>, but any exit code is an answer.</summary>
    /// <exception cref="ToolException">It is not installed or took too long.</exception>
    public static async Task<ToolResult> TryRunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct, TimeSpan? timeout = null, string? input = null)
    {
        using Process process = Start(program, arguments, input is not null);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout ?? DefaultTimeout);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteInputAsync(process, input, limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return new ToolResult(process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            throw new ToolException($"{Show(program, arguments)} did not end within {(timeout ?? DefaultTimeout).TotalSeconds:0} seconds and was stopped.");
        }
    }

    /// <summary>The program's last lines on one line; what it said on standard error counts first.</summary>
    public static string LastWords(ToolResult result)
    {
        string text = result.Errors.Trim().Length > 0 ? result.Errors : result.Output;
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "it said nothing." : string.Join(" | ", lines.TakeLast(LastLines));
    }

    private static Process Start(string program, IReadOnlyList<string> arguments, bool hasInput)
    {
        string path = Find(program) ?? throw new ToolException($"The program {program} is not installed; it is needed here.");
        ProcessStartInfo start = new(path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PATH"] = string.Join(':', Directories);
        start.Environment["LC_ALL"] = "C";
        try
        {
            Process process = Process.Start(start)!;
            if (!hasInput)
            {
                process.StandardInput.Close();
            }

            return process;
        }
        catch (Win32Exception e)
        {
            throw new ToolException($"The program {path} cannot be started: {e.Message}.");
        }
    }

    private static async Task WriteInputAsync(Process process, string? input, CancellationToken ct)
    {
        if (input is null)
        {
            return;
        }

        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), ct).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended before it had read all: its exit code and its words tell why.
            return;
        }
    }

    /// <summary>Follows symbolic links inside <paramref name="root"/> only as far as /sbin -> usr/sbin and the like need it.</summary>
    private static bool ExistsBelow(string root, string path)
    {
        FileInfo file = new(root + path);
        return file.Exists || (file.LinkTarget is { } target && File.Exists(root + Path.GetFullPath(target, Path.GetDirectoryName(path)!)));
    }

    private static string Show(string program, IReadOnlyList<string> arguments) => arguments.Count == 0 ? program : $"{program} {string.Join(' ', arguments)}";
}
