using System.Collections.Generic;
using System.Text.Json.Serialization;
using Monitas.Contracts.Machines;

namespace Monitas.Contracts.Layouts;

/// <summary>
/// A machine's disks, partitions and file systems as they were at a backup, and what lies between them: RAID, encryption, volume
/// groups. Devices refer to each other by the short names of <see cref="LayoutDeviceNames"/>.
/// </summary>
public sealed record MachineLayout
{
    /// <summary>The newest version of this document; readers refuse a newer one.</summary>
    public const int CurrentVersion = 3;

    /// <summary>The version of a document with images.</summary>
    public const int ImageVersion = 3;

    /// <summary>The version of a document with RAID, encryption, volume groups or subvolumes.</summary>
    public const int ContainerVersion = 2;

    /// <summary>
    /// The version of this document. 1: partitions and file systems, everything else in <see cref="Unsupported"/>. 2: with RAID, encryption,
    /// volume groups or subvolumes; a reader of version 1 would take their absence for a plain machine, so it must refuse.
    /// A plain machine's document stays version 1. 3: with images, the document of a cold backup.
    /// </summary>
    public int Version { get; init; } = 1;

    /// <summary>How the machine started when the backup was made.</summary>
    public required FirmwareKind Firmware { get; init; }

    /// <summary>The disks that hold what was backed up.</summary>
    public required IReadOnlyList<LayoutDisk> Disks { get; init; }

    /// <summary>MD arrays. A list that a document of an older version lacks is read as empty, here and below.</summary>
    public IReadOnlyList<LayoutArray> Arrays { get; init => field = value ?? []; } = [];

    /// <summary>LUKS devices.</summary>
    public IReadOnlyList<LayoutEncryption> Encryptions { get; init => field = value ?? []; } = [];

    /// <summary>Volume groups of LVM.</summary>
    public IReadOnlyList<LayoutVolumeGroup> VolumeGroups { get; init => field = value ?? []; } = [];

    /// <summary>File systems and swap areas on all these devices. A swap file is no part of them: the archive holds what makes it one, and a restore gives it its whole length.</summary>
    public required IReadOnlyList<LayoutFileSystem> FileSystems { get; init; }

    /// <summary>The loader that starts the operating system.</summary>
    public required LayoutBootLoader BootLoader { get; init; }

    /// <summary>What the archive holds as images: everything on the disks, in the document of a cold backup, which has no file systems then. Not written when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LayoutImage>? Images { get; init; }

    /// <summary>The firmware's boot entries for what is in the images, in the order in which it tries them. Not written without images.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LayoutBootEntry>? BootEntries { get; init; }

    /// <summary>Does the archive hold images in place of files?</summary>
    [JsonIgnore]
    public bool IsOfImages => Images is { Count: > 0 };

    /// <summary>The network cards; empty in a document of an agent that did not record them.</summary>
    public IReadOnlyList<LayoutNetworkInterface> NetworkInterfaces { get; init => field = value ?? []; } = [];

    /// <summary>
    /// What the machine needs and a rebuild cannot make again (bcache, ZFS, firmware RAID ...), one sentence each: a plan made from this
    /// layout refuses with these words.
    /// </summary>
    public IReadOnlyList<string> Unsupported { get; init => field = value ?? []; } = [];

    /// <summary>What could not be recorded, in words for the sysadmin; a rebuild shows them in its plan.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];
}
