using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>A disk that was found to be one of the approved plan's targets: the only thing that steps may write to.</summary>
/// <param name="Plan">The target as approved.</param>
/// <param name="Disk">The disk as it is now.</param>
internal sealed record TargetDisk(PlanTarget Plan, DiskFacts Disk)
{
    /// <summary>The device node of this moment.</summary>
    public string Path => Disk.Path;

    /// <summary>The kernel's name, such as "sda".</summary>
    public string KernelName => Disk.Path["/dev/".Length..];
}
