using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Wiping.Wire;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Wiping;

/// <summary>Erases through nvme, hdparm, sg_sanitize and blkdiscard.</summary>
/// <param name="clock">For the waiting.</param>
internal sealed class DiskEraser(TimeProvider clock) : IDiskEraser
{
    /// <summary>More than any disk needs; large ones that overwrite themselves take a day or two.</summary>
    private static readonly TimeSpan EraseLimit = TimeSpan.FromDays(7);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(5);

    private const int MaxSilentAnswers = 60;

    /// <inheritdoc/>
    public async Task UnlockAsync(DiskFacts disk, CancellationToken ct)
    {
        if (!disk.Path.StartsWith("/dev/sd", StringComparison.Ordinal) || disk.Transport == "usb" || !await HasPasswordAsync(disk.Path, ct).ConfigureAwait(false))
        {
            return;
        }

        await ReleaseAsync(disk.Path, ct).ConfigureAwait(false);
        if ((await IdentifyAsync(disk.Path, ct).ConfigureAwait(false)).IsLocked)
        {
            throw new WipeException("The disk is locked with a password that is not known here. Remove the password in the firmware's setup, or destroy the disk.");
        }
    }

    /// <inheritdoc/>
    public async Task EraseAsync(DiskFacts disk, WipeTechnique technique, Action<double, string> report, CancellationToken ct)
    {
        try
        {
            if (technique is WipeTechnique.AtaSecureErase or WipeTechnique.AtaSecureEraseEnhanced)
            {
                await SecureEraseAsync(disk, technique, report, ct).ConfigureAwait(false);
                return;
            }

            ToolResult begun = await WaitAsync(EraseCommand.For(technique, disk.Path), technique, TimeSpan.Zero, report, ct).ConfigureAwait(false);
            if (begun.ExitCode != 0)
            {
                throw new EraseRefusedException(ExternalTool.LastWords(begun));
            }

            if (EraseCommand.Status(technique, disk.Path) is { } status)
            {
                await WaitForSanitizeAsync(technique, status, report, ct).ConfigureAwait(false);
            }
        }
        catch (ToolException e)
        {
            throw new EraseRefusedException(e.Message);
        }
    }

    /// <summary>
    /// The Security feature set erases only with a password. That it is set is looked up in what the disk says, since the program ends well either way;
    /// an erasure that was cut by a power loss leaves the disk locked with this password, and is simply done again.
    /// </summary>
    private async Task SecureEraseAsync(DiskFacts disk, WipeTechnique technique, Action<double, string> report, CancellationToken ct)
    {
        HdparmIdentify before = await IdentifyAsync(disk.Path, ct).ConfigureAwait(false);
        if (before.IsFrozen)
        {
            throw new EraseRefusedException("its security commands are frozen until the next time that it gets power");
        }

        if (!before.HasPassword)
        {
            ToolResult set = await RunAsync(EraseCommand.SetPassword(disk.Path), ct).ConfigureAwait(false);
            if (!(await IdentifyAsync(disk.Path, ct).ConfigureAwait(false)).HasPassword)
            {
                throw new EraseRefusedException($"it takes no password, without which it erases nothing: {ExternalTool.LastWords(set)}");
            }
        }

        TimeSpan expected = technique == WipeTechnique.AtaSecureEraseEnhanced ? before.EnhancedEraseTime : before.EraseTime;
        ToolResult erased = await WaitAsync(EraseCommand.For(technique, disk.Path), technique, expected, report, ct).ConfigureAwait(false);
        if (!(await IdentifyAsync(disk.Path, ct).ConfigureAwait(false)).HasPassword)
        {
            return;
        }

        // An erasure that has come to its end takes the password away; this one has not.
        await ReleaseAsync(disk.Path, ct).ConfigureAwait(false);
        throw new EraseRefusedException(erased.ExitCode != 0 ? ExternalTool.LastWords(erased) : "its password is still set after it, so it has not been done");
    }

    private static async Task ReleaseAsync(string path, CancellationToken ct)
    {
        await RunAsync(EraseCommand.Unlock(path), ct).ConfigureAwait(false);
        await RunAsync(EraseCommand.RemovePassword(path), ct).ConfigureAwait(false);
    }

    private async Task WaitForSanitizeAsync(WipeTechnique technique, EraseCommand status, Action<double, string> report, CancellationToken ct)
    {
        bool nvme = status.Program == "nvme";
        int silent = 0;
        while (true)
        {
            ToolResult answer = await RunAsync(status, ct).ConfigureAwait(false);
            bool told = nvme ? NvmeSanitizeLog.TryParse(answer.Output, out SanitizeState state) : HdparmSanitizeStatus.TryParse(answer.Output, out state);
            switch (told ? state.Stage : SanitizeStage.Idle)
            {
                case SanitizeStage.Done:
                    return;
                case SanitizeStage.Frozen:
                    throw new EraseRefusedException("its Sanitize commands are frozen until the next time that it gets power");
                case SanitizeStage.Failed:
                    throw new WipeException($"{technique.Name()} has failed by the disk's own word. It does not count as erased, and may take no reads or writes any more. Destroy it.");
                case SanitizeStage.Running:
                    silent = 0;
                    report(state.Part, $"{technique.Name()}, by the disk itself");
                    break;
                default:
                    silent++;
                    break;
            }

            if (silent > MaxSilentAnswers)
            {
                throw new WipeException($"The disk does not say whether {technique.Name()} is done: {ExternalTool.LastWords(answer)} It does not count as erased.");
            }

            await Task.Delay(AskEvery, clock, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a program that may take hours, and says meanwhile that it does.</summary>
    private async Task<ToolResult> WaitAsync(EraseCommand command, WipeTechnique technique, TimeSpan expected, Action<double, string> report, CancellationToken ct)
    {
        long begin = clock.GetTimestamp();
        Task<ToolResult> running = ExternalTool.TryRunAsync(command.Program, command.Arguments, ct, EraseLimit);
        while (!running.IsCompleted)
        {
            TimeSpan took = clock.GetElapsedTime(begin);
            string length = expected > TimeSpan.Zero ? $"; the disk says that it takes {expected.TotalMinutes:0} minutes" : "";
            report(expected > TimeSpan.Zero ? Math.Min(0.99, took / expected) : -1, $"{technique.Name()}, by the disk itself, for {took.TotalMinutes:0} minutes{length}");
            await Task.WhenAny(running, Task.Delay(AskEvery, clock, CancellationToken.None)).ConfigureAwait(false);
        }

        return await running.ConfigureAwait(false);
    }

    /// <summary>False also for a disk that is no ATA disk.</summary>
    private static async Task<bool> HasPasswordAsync(string path, CancellationToken ct) =>
        HdparmIdentify.TryParse((await RunAsync(new EraseCommand("hdparm", ["-I", path]), ct).ConfigureAwait(false)).Output, out HdparmIdentify identify) && identify.HasPassword;

    private static async Task<HdparmIdentify> IdentifyAsync(string path, CancellationToken ct)
    {
        ToolResult answer = await RunAsync(new EraseCommand("hdparm", ["-I", path]), ct).ConfigureAwait(false);
        return HdparmIdentify.TryParse(answer.Output, out HdparmIdentify identify)
            ? identify
            : throw new EraseRefusedException($"it does not say whether a password is set: {ExternalTool.LastWords(answer)}");
    }

    private static Task<ToolResult> RunAsync(EraseCommand command, CancellationToken ct) => ExternalTool.TryRunAsync(command.Program, command.Arguments, ct);
}
