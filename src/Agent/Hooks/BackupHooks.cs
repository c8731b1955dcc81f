using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Interop;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Jobs;

namespace Monitas.Agent.Hooks;

/// <summary>
/// The machine's own programs around a backup: pre-backup before anything is read, snapshot while file systems hold still and snapshots
/// are made, post-snapshot as soon as nothing of the live file systems is needed any more, and post-backup at the end, however it ended,
/// once pre-backup was begun. One that is not there is passed over.
/// </summary>
/// <param name="settings">How.</param>
/// <param name="machineName">The machine's name on the server.</param>
/// <param name="progress">Gets what the hooks say.</param>
internal sealed class BackupHooks(HookSettings settings, string machineName, IJobProgress progress)
{
    private readonly List<string> _warnings = [];

    /// <summary>Does the work between pre-backup and post-backup.</summary>
    /// <exception cref="HookException">pre-backup failed, and the settings say that this stops the job.</exception>
    internal async Task<JobResult> AroundAsync(Func<Task<JobResult>> work, CancellationToken cancellationToken)
    {
        string outcome = "failed";
        JobResult result;
        try
        {
            await RunAsync("pre-backup", outcome: "", cancellationToken).ConfigureAwait(false);
            result = await work().ConfigureAwait(false);
            outcome = result.Outcome == JobOutcome.Succeeded ? "succeeded" : "warnings";
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            // Whatever pre-backup stopped must run again, also when the job was cancelled.
            await RunLastAsync("post-backup", outcome).ConfigureAwait(false);
        }
        return _warnings.Count == 0
            ? result
            : result with { Outcome = JobOutcome.Warnings, Warnings = [.. result.Warnings, .. _warnings] };
    }

    /// <summary>The hook while file systems hold still.</summary>
    /// <exception cref="HookException">It failed, and the settings say that this stops the job.</exception>
    internal Task AtSnapshotAsync(CancellationToken cancellationToken) => RunAsync("snapshot", outcome: "", cancellationToken);

    /// <summary>The hook after the snapshots were made.</summary>
    /// <exception cref="HookException">It failed, and the settings say that this stops the job.</exception>
    internal Task AfterSnapshotAsync(CancellationToken cancellationToken) => RunAsync("post-snapshot", outcome: "", cancellationToken);

    private async Task RunLastAsync(string name, string outcome)
    {
        try
        {
            await TryRunAsync(name, outcome, CancellationToken.None).ConfigureAwait(false);
        }
        catch (HookException failure)
        {
            Warn(failure.Message);
        }
    }

    private async Task RunAsync(string name, string outcome, CancellationToken cancellationToken)
    {
        try
        {
            await TryRunAsync(name, outcome, cancellationToken).ConfigureAwait(false);
        }
        catch (HookException failure) when (settings.FailureStops)
        {
            throw new HookException($"{failure.Message} What it said is in the job's log. With hook-failure = warn in agent.conf the backup is made all the same.");
        }
        catch (HookException failure)
        {
            Warn(failure.Message);
        }
    }

    private async Task TryRunAsync(string name, string outcome, CancellationToken cancellationToken)
    {
        string file = Path.Join(settings.Directory, name);
        if (settings.Directory.Length == 0 || !File.Exists(file))
        {
            return;
        }
        RefuseUnsafe(file);
        progress.Log($"The hook {name} runs.");
        Dictionary<string, string> variables = new()
        {
            ["MONITAS_HOOK"] = name,
            ["MONITAS_MACHINE"] = machineName,
            ["MONITAS_OUTCOME"] = outcome,
        };
        await new HookProgram(file, settings.Limit, line => progress.Log($"{name}: {line}")).RunAsync(variables, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>It runs as root: nobody else may be able to change it.</summary>
    private void RefuseUnsafe(string file)
    {
        UnixFileMode mode = File.GetUnixFileMode(file);
        if ((mode & UnixFileMode.UserExecute) == 0)
        {
            throw new HookException($"{file} is not executable and was not run: chmod 755 it, or remove it.");
        }
        if (FindForeign(file) is { } foreign)
        {
            string way = foreign == file ? "" : $" through {foreign}";
            throw new HookException($"{file} can be changed by others than root{way} and was not run: chown root and chmod 755 {foreign}.");
        }
    }

    private string? FindForeign(string file)
    {
        try
        {
            return TrustedPath.FindForeign(settings.Directory) ?? TrustedPath.FindForeign(file);
        }
        catch (LinuxException failure)
        {
            throw new HookException($"{file} was not run: {failure.Message}");
        }
    }

    private void Warn(string text)
    {
        _warnings.Add(text);
        progress.Warn(text);
    }
}
