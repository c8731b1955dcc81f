using System.Collections.Generic;
using Monitas.Contracts.Machines;

namespace Monitas.Contracts.Layouts;

/// <summary>
/// A machine's disks, partitions and file systems as they were at a backup. Devices refer to each other by
/// short names that hold inside one layout only: "disk0", and "disk0.2" for its partition number 2.
/// </summary>
public sealed record MachineLayout
{
    /// <summary>The version of this document; readers refuse a newer one.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version that wrote this document.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>How the machine started when the backup was made.</summary>
    public required FirmwareKind Firmware { get; init; }

    /// <summary>The disks that hold what was backed up.</summary>
    public required IReadOnlyList<LayoutDisk> Disks { get; init; }

    /// <summary>File systems and swap areas on those disks.</summary>
    public required IReadOnlyList<LayoutFileSystem> FileSystems { get; init; }

    /// <summary>The loader that starts the operating system.</summary>
    public required LayoutBootLoader BootLoader { get; init; }

    /// <summary>
    /// What the machine needs and a rebuild cannot make again yet (RAID, LVM, LUKS ...), one sentence each: a plan made from this
    /// layout refuses with these words.
    /// </summary>
    public IReadOnlyList<string> Unsupported { get; init; } = [];

    /// <summary>What could not be recorded, in words for the sysadmin; a rebuild shows them in its plan.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
