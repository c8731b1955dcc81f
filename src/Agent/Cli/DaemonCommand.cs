using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Session;
using Monitas.Agent.Settings;
using Monitas.Agent.Snapshots;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;

namespace Monitas.Agent.Cli;

/// <summary>`monitas-agent -d`: the daemon of a live machine. Waits for an enrolment, then serves until it is stopped.</summary>
internal static class DaemonCommand
{
    private static readonly TimeSpan EnrolmentLook = TimeSpan.FromSeconds(2);

    /// <summary>Runs until cancelled.</summary>
    public static async Task<ExitCode> RunAsync(AgentSettings settings, TimeProvider clock, CancellationToken cancel)
    {
        StatusFileDisplay display = new(settings.StatusFile, Console.Out, clock);
        SystemdNotifier.Ready();
        await new SnapshotCleaner(settings.Snapshots).RunAsync(Console.Out.WriteLine, cancel).ConfigureAwait(false);
        Enrolment? enrolment = null;
        while (enrolment is null)
        {
            enrolment = PrivateFile.Read(settings.EnrolmentFile, AgentJson.Default.Enrolment);
            if (enrolment is null)
            {
                display.Disconnected("This machine is not enrolled. On the server: monitas-server machine token NAME");
                await Task.Delay(EnrolmentLook, clock, cancel).ConfigureAwait(false);
            }
        }
        while (true)
        {
            using CancellationTokenSource replaced = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            using AgentCore core = new(enrolment, AgentEnvironment.Live, settings, display, clock, replaced.Token);
            Task<Enrolment> other = WaitForOtherAsync(settings, enrolment, clock, replaced);
            await core.RunAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
            enrolment = await other.ConfigureAwait(false);
        }
    }

    /// <summary>Watches for a new enrolment, so that `monitas-agent enroll` takes effect without a restart.</summary>
    private static async Task<Enrolment> WaitForOtherAsync(AgentSettings settings, Enrolment current, TimeProvider clock, CancellationTokenSource replaced)
    {
        DateTime written = File.GetLastWriteTimeUtc(settings.EnrolmentFile);
        while (true)
        {
            await Task.Delay(EnrolmentLook, clock, replaced.Token).ConfigureAwait(false);
            if (File.GetLastWriteTimeUtc(settings.EnrolmentFile) == written)
            {
                continue;
            }
            written = File.GetLastWriteTimeUtc(settings.EnrolmentFile);
            if (PrivateFile.Read(settings.EnrolmentFile, AgentJson.Default.Enrolment) is { } other && other != current)
            {
                await replaced.CancelAsync().ConfigureAwait(false);
                return other;
            }
        }
    }
}
