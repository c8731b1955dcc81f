using System.Collections.Generic;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;

namespace Monitas.Agent.Disks;

/// <summary>All that was read from a machine to describe its layout.</summary>
internal sealed record LayoutSource
{
    /// <summary>How the machine was started.</summary>
    public required FirmwareKind Firmware { get; init; }

    /// <summary>The tree of block devices.</summary>
    public required IReadOnlyList<BlockDevice> Devices { get; init; }

    /// <summary>The mounts whose files the archive holds.</summary>
    public required IReadOnlyList<MountEntry> Mounts { get; init; }

    /// <summary>The nodes that are in use as swap.</summary>
    public IReadOnlyList<string> SwapDevices { get; init; } = [];

    /// <summary>/etc/fstab.</summary>
    public IReadOnlyList<FsTabLine> FsTab { get; init; } = [];

    /// <summary>The kernel's command line.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>Partition tables by the disk's kernel name.</summary>
    public required IReadOnlyDictionary<string, PartitionTable> Tables { get; init; }

    /// <summary>What lies between partitions and file systems.</summary>
    public StorageFacts Storage { get; init; } = new();

    /// <summary>How full the mounted file systems are, by the device's kernel name.</summary>
    public IReadOnlyDictionary<string, FileSystemUse> Use { get; init; } = new Dictionary<string, FileSystemUse>();

    /// <summary>mkfs settings by the device's kernel name.</summary>
    public IReadOnlyDictionary<string, SortedDictionary<string, string>> Settings { get; init; } = new Dictionary<string, SortedDictionary<string, string>>();

    /// <summary>The boot loader.</summary>
    public required LayoutBootLoader BootLoader { get; init; }

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>How full a file system is.</summary>
/// <param name="UsedBytes">Bytes in use.</param>
/// <param name="UsedInodes">Inodes in use; 0 where there is no fixed number of them.</param>
internal readonly record struct FileSystemUse(long UsedBytes, long UsedInodes);
