using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Restart;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Tests.Restart;

/// <summary>A machine that only writes down what is done to it.</summary>
internal sealed class FakeRestartSteps : IRestartSteps
{
    public const string Card = "52:54:00:4d:54:02";

    public List<string> Done { get; } = [];

    public FirmwareKind Firmware { get; set; } = FirmwareKind.Uefi;

    public long AvailableMemoryBytes { get; set; } = 1L << 30;

    public long RoomBytes { get; set; } = 1L << 30;

    public bool IsKernelLoaded { get; private set; }

    /// <summary>Why the kernel loads no other one; null: it does.</summary>
    public string? KernelRefusal { get; set; }

    /// <summary>The kernel says that it has loaded one, and has not.</summary>
    public bool KernelLies { get; set; }

    /// <summary>The firmware forgets what it is told.</summary>
    public bool FirmwareForgets { get; set; }

    public bool FetchFails { get; set; }

    public bool RestartFails { get; set; }

    public string BootNext { get; private set; } = "";

    public string Entries { get; set; } = BootManagerSamples.Ovmf;

    public Task<CardChoice> CardAsync(CancellationToken cancel) => Task.FromResult(new CardChoice(Card, [Card]));

    public Task<string> FetchAsync(BootImageFile file, CancellationToken cancel)
    {
        Done.Add($"fetch {file.Name}");
        return FetchFails ? throw new IOException("The boot image's vmlinuz broke off.") : Task.FromResult("/run/" + file.Name);
    }

    public void RemoveFiles() => Done.Add("remove files");

    public void LoadKernel(string kernel, string initramfs, string commandLine)
    {
        Done.Add($"load {kernel} {initramfs} [{commandLine}]");
        IsKernelLoaded = KernelRefusal is null ? !KernelLies : throw new RestartRefusedException(KernelRefusal);
    }

    public void UnloadKernel()
    {
        Done.Add("unload");
        IsKernelLoaded = false;
    }

    public Task<string> BootEntriesAsync(CancellationToken cancel) => Task.FromResult((BootNext.Length > 0 ? $"BootNext: {BootNext}\n" : "") + Entries);

    public Task SetBootNextAsync(string? number, CancellationToken cancel)
    {
        Done.Add($"next {number ?? "none"}");
        BootNext = FirmwareForgets ? "" : number ?? "";
        return Task.CompletedTask;
    }

    public Task RestartAsync(bool intoLoadedKernel, CancellationToken cancel)
    {
        Done.Add(intoLoadedKernel ? "restart into the kernel" : "restart by the firmware");
        return RestartFails ? throw new IOException("systemctl kexec failed with exit code 1: no.") : Task.CompletedTask;
    }
}
