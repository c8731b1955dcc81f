using System.Collections.Generic;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>What lies between partitions and file systems, fitted to the partitions of the new disks.</summary>
internal sealed record FittedStorage
{
    /// <summary>The size of each device in bytes, by its layout name.</summary>
    public required IReadOnlyDictionary<string, long> Sizes { get; init; }

    /// <summary>Arrays, LUKS devices and volume groups with their new sizes, each after what it lies on.</summary>
    public required IReadOnlyList<FittedContainer> Containers { get; init; }

    /// <summary>What the sysadmin should know about the fitting.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Why it does not fit; empty when it does.</summary>
    public required IReadOnlyList<string> Refusals { get; init; }
}

/// <summary>One of the things that a rebuild makes between partitions and file systems.</summary>
internal abstract record FittedContainer
{
    /// <summary>An array.</summary>
    public sealed record Array(LayoutArray Layout) : FittedContainer;

    /// <summary>A LUKS device.</summary>
    public sealed record Encryption(LayoutEncryption Layout) : FittedContainer;

    /// <summary>A volume group with its volumes.</summary>
    public sealed record Group(LayoutVolumeGroup Layout) : FittedContainer;
}
