using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Restart;

/// <summary>What is done to a machine to restart it into the boot image, one step at a time.</summary>
internal interface IRestartSteps
{
    /// <summary>How the machine started.</summary>
    FirmwareKind Firmware { get; }

    /// <summary>The memory that can be had without paging, in bytes (MemAvailable).</summary>
    long AvailableMemoryBytes { get; }

    /// <summary>The room in the directory where files are fetched to, in bytes.</summary>
    long RoomBytes { get; }

    /// <summary>Has the running kernel another one loaded?</summary>
    bool IsKernelLoaded { get; }

    /// <summary>The wired card by which the server is reached.</summary>
    /// <exception cref="RestartRefusedException">It is reached over the air only.</exception>
    Task<CardChoice> CardAsync(CancellationToken cancel);

    /// <summary>Fetches a file of the boot image and checks its length and SHA-256.</summary>
    /// <returns>Where it lies; <see cref="RemoveFiles"/> takes it away.</returns>
    /// <exception cref="System.IO.IOException">It did not come, or is not what the order says.</exception>
    Task<string> FetchAsync(BootImageFile file, CancellationToken cancel);

    /// <summary>Removes what was fetched.</summary>
    void RemoveFiles();

    /// <summary>Has the running kernel load another one.</summary>
    /// <exception cref="RestartRefusedException">It will not.</exception>
    void LoadKernel(string kernel, string initramfs, string commandLine);

    /// <summary>Has the running kernel forget the one that it has loaded.</summary>
    void UnloadKernel();

    /// <summary>What efibootmgr says of the firmware's boot entries.</summary>
    /// <exception cref="RestartRefusedException">It cannot be asked.</exception>
    Task<string> BootEntriesAsync(CancellationToken cancel);

    /// <summary>Sets the entry of the next start only; null: none any more.</summary>
    /// <exception cref="RestartRefusedException">The firmware does not take it.</exception>
    Task SetBootNextAsync(string? number, CancellationToken cancel);

    /// <summary>Restarts the machine now, with services ended in order: into the loaded kernel, or by the firmware. Returns when that has begun.</summary>
    /// <exception cref="System.IO.IOException">It has not begun.</exception>
    Task RestartAsync(bool intoLoadedKernel, CancellationToken cancel);
}

/// <summary>The card for the boot image.</summary>
/// <param name="Address">Its MAC address with colons; empty when it is not known, and the boot image tries each.</param>
/// <param name="All">The MAC addresses of all of the machine's cards, that one first.</param>
internal sealed record CardChoice(string Address, IReadOnlyList<string> All);
