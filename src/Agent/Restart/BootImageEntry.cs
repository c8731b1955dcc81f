using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Restart.Wire;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Restart;

/// <summary>
/// Takes this machine, whose own system runs, into the boot image: first makes it ready, which changes nothing that a person would notice, and
/// restarts it only when the server has said so. For one order at a time.
/// </summary>
/// <param name="isAllowed">As agent.conf says (allow-restart).</param>
/// <param name="steps">What is done to the machine.</param>
internal sealed class BootImageEntry(bool isAllowed, IRestartSteps steps)
{
    private RestartWay? _ready;

    /// <summary>Makes the machine ready.</summary>
    /// <exception cref="RestartRefusedException">It cannot be restarted like that, or must not be.</exception>
    /// <exception cref="IOException">The boot image did not come as the order says.</exception>
    public async Task<JobResult> PrepareAsync(EnterBootImageOrder order, IJobProgress progress, CancellationToken cancel)
    {
        if (!isAllowed)
        {
            throw new RestartRefusedException("Its agent.conf forbids that (allow-restart = no).");
        }
        CardChoice card = await CardAsync(cancel).ConfigureAwait(false);
        if (order.Way == RestartWay.Kexec)
        {
            await TryAsync("kexec is not possible", () => LoadAsync(order, card, progress, cancel)).ConfigureAwait(false);
        }
        else if (order.Way == RestartWay.Firmware)
        {
            await TryAsync("A start by the firmware is not possible", () => SetNextAsync(card, progress, cancel)).ConfigureAwait(false);
        }
        else
        {
            await PrepareBestAsync(order, card, progress, cancel).ConfigureAwait(false);
        }
        string how = _ready == RestartWay.Kexec ? "by kexec" : "by its firmware";
        return new JobResult { Outcome = JobOutcome.Succeeded, Message = $"It restarts into the boot image {how}." };
    }

    /// <summary>The server has answered: restarts the machine, or takes back what was made ready.</summary>
    /// <exception cref="IOException">The restart has not begun; what was made ready is taken back.</exception>
    public async Task AnsweredAsync(bool go, CancellationToken cancel)
    {
        if (_ready is not { } way)
        {
            return;
        }
        try
        {
            if (go)
            {
                await steps.RestartAsync(way == RestartWay.Kexec, cancel).ConfigureAwait(false);
                _ready = null;
            }
        }
        finally
        {
            await TakeBackAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>The agent ends: a kernel that waits for nobody's word must not be started by a later restart.</summary>
    public void Forget()
    {
        if (_ready == RestartWay.Kexec)
        {
            _ready = null;
            try
            {
                steps.UnloadKernel();
            }
            catch (IOException)
            {
                // The agent ends either way; only a restart by kexec, which nobody does without loading a kernel himself, would still start this one.
                return;
            }
        }
    }

    private async Task<CardChoice> CardAsync(CancellationToken cancel)
    {
        try
        {
            return await steps.CardAsync(cancel).ConfigureAwait(false);
        }
        catch (RestartRefusedException e)
        {
            throw new RestartRefusedException($"A restart is of no use: {e.Message}.", e);
        }
    }

    private async Task PrepareBestAsync(EnterBootImageOrder order, CardChoice card, IJobProgress progress, CancellationToken cancel)
    {
        try
        {
            await LoadAsync(order, card, progress, cancel).ConfigureAwait(false);
        }
        catch (RestartRefusedException kexec)
        {
            progress.Log($"kexec is not possible: {kexec.Message}. Tries the firmware.");
            await TryAsync($"kexec is not possible: {kexec.Message}. Nor is a start by the firmware", () => SetNextAsync(card, progress, cancel)).ConfigureAwait(false);
        }
    }

    private static async Task TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (RestartRefusedException e)
        {
            throw new RestartRefusedException($"{what}: {e.Message}.", e);
        }
    }

    private async Task LoadAsync(EnterBootImageOrder order, CardChoice card, IJobProgress progress, CancellationToken cancel)
    {
        if (MemoryNeed.Refusal(order, steps.AvailableMemoryBytes, steps.RoomBytes) is { Length: > 0 } refusal)
        {
            throw new RestartRefusedException(refusal);
        }
        progress.Log($"Fetches the boot image ({SizeText.Of(order.Kernel.Bytes + order.Initramfs.Bytes)}).");
        try
        {
            string kernel = await steps.FetchAsync(order.Kernel, cancel).ConfigureAwait(false);
            string initramfs = await steps.FetchAsync(order.Initramfs, cancel).ConfigureAwait(false);
            steps.LoadKernel(kernel, initramfs, card.Address.Length > 0 ? $"{order.CommandLine} monitas.mac={card.Address}" : order.CommandLine);
        }
        finally
        {
            steps.RemoveFiles();
        }
        if (!steps.IsKernelLoaded)
        {
            throw new RestartRefusedException("this machine's kernel has taken the boot image's kernel and says that it has none (/sys/kernel/kexec_loaded)");
        }
        _ready = RestartWay.Kexec;
        progress.Log("The boot image's kernel is loaded and checked; it starts when the services of this system have ended.");
    }

    private async Task SetNextAsync(CardChoice card, IJobProgress progress, CancellationToken cancel)
    {
        if (steps.Firmware != FirmwareKind.Uefi)
        {
            throw new RestartRefusedException("this machine has started by BIOS, which has no one-time start; start it over the network by hand (its boot menu, often F12)");
        }
        string before = await steps.BootEntriesAsync(cancel).ConfigureAwait(false);
        NetworkEntry entry = BootManagerText.Choose(BootManagerText.NetworkEntries(before), card.All) ?? throw new RestartRefusedException(
            $"the firmware has no boot entry that starts from the network by one of this machine's cards ({string.Join(", ", card.All)}): switch its network stack on (PXE, IPv4), and let it start once");
        await steps.SetBootNextAsync(entry.Number, cancel).ConfigureAwait(false);
        _ready = RestartWay.Firmware;
        if (BootManagerText.Next(await steps.BootEntriesAsync(cancel).ConfigureAwait(false)) is var next && next != entry.Number)
        {
            await TakeBackAsync(cancel).ConfigureAwait(false);
            throw new RestartRefusedException($"the firmware has not kept the entry for its next start (Boot{entry.Number})");
        }
        progress.Log($"The firmware starts its entry Boot{entry.Number} next, once: {(entry.IsHttp ? "HTTP Boot" : "PXE")} by the card {entry.Mac}.");
    }

    private async Task TakeBackAsync(CancellationToken cancel)
    {
        RestartWay? way = _ready;
        _ready = null;
        if (way == RestartWay.Kexec)
        {
            steps.UnloadKernel();
        }
        else if (way == RestartWay.Firmware)
        {
            await steps.SetBootNextAsync(null, cancel).ConfigureAwait(false);
        }
    }
}
