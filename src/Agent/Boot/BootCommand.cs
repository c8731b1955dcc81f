using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Interop;
using Monitas.Agent.Screen;
using Monitas.Agent.Session;
using Monitas.Agent.Settings;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Boot;

/// <summary>
/// The agent inside the boot image: finds the server by the kernel's command line, shows what happens on the screen, does what
/// is ordered, and ends with exit code 0 when the machine is to restart.
/// </summary>
internal static class BootCommand
{
    private const string EnrolmentFile = "/run/monitas/enrolment.json";
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(3);

    /// <summary>Runs until the machine is to restart.</summary>
    public static async Task<ExitCode> RunAsync(TimeProvider clock, CancellationToken cancel)
    {
        using ConsoleScreen screen = new(OpenTerminal(), Console.Out, clock);
        if (!KernelArguments.TryParse(await File.ReadAllTextAsync("/proc/cmdline", cancel).ConfigureAwait(false), out KernelArguments? arguments, out string why))
        {
            screen.Disconnected($"{why} Restarting in {RefusedPause.TotalSeconds} s.");
            await Task.Delay(RefusedPause, clock, cancel).ConfigureAwait(false);
            return ExitCode.Done;
        }
        try
        {
            Enrolment enrolment = PrivateFile.Read(EnrolmentFile, AgentJson.Default.Enrolment)
                ?? await EnrolAsync(arguments, screen, clock, cancel).ConfigureAwait(false);
            await ServeAsync(enrolment, screen, clock, cancel).ConfigureAwait(false);
        }
        catch (AgentException e)
        {
            // A fresh start gets a fresh secret, or the machine's own disk when there is nothing to do any more.
            screen.Disconnected($"{e.Message} Restarting in {RefusedPause.TotalSeconds} s.");
            await Task.Delay(RefusedPause, clock, cancel).ConfigureAwait(false);
        }
        return ExitCode.Done;
    }

    private static async Task<Enrolment> EnrolAsync(KernelArguments arguments, ConsoleScreen screen, TimeProvider clock, CancellationToken cancel)
    {
        MachineFacts facts = await MachineInventory.ReadAsync(cancel).ConfigureAwait(false);
        Backoff backoff = new(Random.Shared);
        while (true)
        {
            try
            {
                bool waited = false;
                Enrolment enrolment = await Enroller.EnrollAsync(arguments.Server, arguments.Token, facts, AgentEnvironment.BootImage, clock, cancel, pairing =>
                {
                    // The server may not make this machine show another code than the one of its own secret.
                    screen.Pairing(PairingCode.Of(arguments.Token.Secret), facts, arguments.Server, pairing.Text);
                    waited = true;
                }).ConfigureAwait(false);
                if (waited)
                {
                    screen.Notice($"Approved as machine {enrolment.MachineName}; waits for an order.");
                }
                SetClock(enrolment.ServerTime, screen, clock);
                PrivateFile.Write(EnrolmentFile, enrolment, AgentJson.Default.Enrolment);
                return enrolment;
            }
            catch (AgentException e) when (e.ExitCode == ExitCode.Unreachable)
            {
                screen.Disconnected(e.Message);
                await Task.Delay(backoff.Next(), clock, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Serves orders until a rebuild, a wipe or a cold backup is done and confirmed.</summary>
    private static async Task ServeAsync(Enrolment enrolment, ConsoleScreen screen, TimeProvider clock, CancellationToken cancel)
    {
        using CancellationTokenSource restart = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using AgentCore core = new(enrolment, AgentEnvironment.BootImage, new AgentSettings(), screen, clock, restart.Token);
        core.Confirmed += (order, finished) =>
        {
            if (order is BackupOrder)
            {
                // However it ended: nothing was written, and somebody wants to work with this machine.
                screen.Notice($"{finished.Message} Restarting now.");
                restart.CancelAfter(LastLook);
            }
            else if (order is RebuildOrder { Plan.PrepFrom: "" } && finished.Outcome is JobOutcome.Succeeded or JobOutcome.Warnings)
            {
                screen.Notice($"{finished.Message} Restarting now.");
                restart.CancelAfter(LastLook);
            }
            else if (order is RebuildOrder && finished.Outcome is JobOutcome.Succeeded or JobOutcome.Warnings)
            {
                screen.Notice("All data is on the disk. Restarting from it now.");
                restart.CancelAfter(LastLook);
            }
            else if (order is WipeOrder && finished.Outcome is JobOutcome.Succeeded or JobOutcome.Warnings)
            {
                // The next start gets its own secret if there is another order by then; this one is good for this job only.
                screen.Notice($"{finished.Message} Restarting now.");
                restart.CancelAfter(LastLook);
            }
        };
        try
        {
            await core.RunAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The work is done: the caller restarts the machine.
        }
    }

    /// <summary>A dead PC's clock may be years off; what is restored should not carry such times.</summary>
    private static void SetClock(DateTimeOffset serverTime, ConsoleScreen screen, TimeProvider clock)
    {
        TimeSpan off = (serverTime - clock.GetUtcNow()).Duration();
        if (off > ClockTolerance)
        {
            LinuxClock.Set(serverTime);
            screen.Notice($"This machine's clock was off by {ScreenText.Duration(off)}; it now follows the server's.");
        }
    }

    private static FileStream? OpenTerminal()
    {
        try
        {
            return new FileStream("/dev/tty1", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Out.WriteLine($"Monitas: this machine has no screen ({e.Message}); messages are on this console only.");
            return null;
        }
    }
}
