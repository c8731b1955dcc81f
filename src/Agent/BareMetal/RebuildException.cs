using System;

namespace Monitas.Agent.BareMetal;

/// <summary>A rebuild cannot go on. The message is one sentence for a person: what is wrong and what to do.</summary>
internal sealed class RebuildException : Exception
{
    /// <summary>Makes the exception.</summary>
    public RebuildException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Has anything been written to a disk? False: all disks hold what they held before.</summary>
    public bool DisksTouched { get; init; }
}
