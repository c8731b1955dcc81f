using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Wiping;

/// <summary>Has a disk erase itself.</summary>
internal interface IDiskEraser
{
    /// <summary>Takes the password away with which an interrupted erasure has left a disk locked. Nothing happens to a disk that is not locked by one.</summary>
    /// <param name="disk">The disk; nobody has it open.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="WipeException">The disk is locked with another password.</exception>
    Task UnlockAsync(DiskFacts disk, CancellationToken ct);

    /// <summary>Gives the command and waits until the disk says that it is done. What the disk says is not believed: the caller looks for itself.</summary>
    /// <param name="disk">The disk; nobody has it open.</param>
    /// <param name="technique">One that does not overwrite.</param>
    /// <param name="report">Gets how much is done (0 to 1; below 0 when the disk does not tell) and a few words.</param>
    /// <param name="ct">Stops the waiting; the disk itself goes on.</param>
    /// <exception cref="EraseRefusedException">The disk does not take the command: another way may be tried.</exception>
    /// <exception cref="WipeException">The disk has begun and failed.</exception>
    Task EraseAsync(DiskFacts disk, WipeTechnique technique, Action<double, string> report, CancellationToken ct);
}
