using System.Collections.Generic;
using System.Text.Json.Serialization;
using Monitas.Contracts.Layouts;

namespace Monitas.Contracts.Plans;

/// <summary>
/// One step of a rebuild, with all that running it needs: the agent decides nothing. Devices carry the names of
/// <see cref="LayoutDeviceNames"/>: disks are mapped by the plan's targets; arrays, encrypted devices and volumes are known once the step
/// that makes them has run.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(ClearDisk), "clearDisk")]
[JsonDerivedType(typeof(WritePartitionTable), "writePartitionTable")]
[JsonDerivedType(typeof(MakeArray), "makeArray")]
[JsonDerivedType(typeof(MakeEncryption), "makeEncryption")]
[JsonDerivedType(typeof(MakePhysicalVolume), "makePhysicalVolume")]
[JsonDerivedType(typeof(MakeVolumeGroup), "makeVolumeGroup")]
[JsonDerivedType(typeof(MakeLogicalVolume), "makeLogicalVolume")]
[JsonDerivedType(typeof(MakeFileSystem), "makeFileSystem")]
[JsonDerivedType(typeof(MakeSubvolumes), "makeSubvolumes")]
[JsonDerivedType(typeof(WriteImage), "writeImage")]
[JsonDerivedType(typeof(AddBootEntry), "addBootEntry")]
[JsonDerivedType(typeof(MountFileSystem), "mountFileSystem")]
[JsonDerivedType(typeof(RestoreFiles), "restoreFiles")]
[JsonDerivedType(typeof(AddKeyFile), "addKeyFile")]
[JsonDerivedType(typeof(NameInterfaces), "nameInterfaces")]
[JsonDerivedType(typeof(WriteMountTable), "writeMountTable")]
[JsonDerivedType(typeof(RenewIdentity), "renewIdentity")]
[JsonDerivedType(typeof(InstallBootLoader), "installBootLoader")]
[JsonDerivedType(typeof(RebuildInitramfs), "rebuildInitramfs")]
[JsonDerivedType(typeof(Finish), "finish")]
public abstract record PlanStep
{
    /// <summary>One line for a person, such as "Make ext4 on partition 3 (18.0 GiB), UUID ...".</summary>
    public required string Description { get; init; }
}

/// <summary>Removes every signature and partition table from a disk.</summary>
public sealed record ClearDisk : PlanStep
{
    /// <summary>The disk, such as "disk0".</summary>
    public required string Disk { get; init; }
}

/// <summary>Writes a partition table with sfdisk.</summary>
public sealed record WritePartitionTable : PlanStep
{
    /// <summary>The disk, such as "disk0".</summary>
    public required string Disk { get; init; }

    /// <summary>"gpt" or "dos".</summary>
    public required string TableKind { get; init; }

    /// <summary>The disk GUID or the MBR's disk identifier.</summary>
    public required string TableId { get; init; }

    /// <summary>The partitions, already fitted to the target disk, in its logical sectors.</summary>
    public required IReadOnlyList<LayoutPartition> Partitions { get; init; }
}

/// <summary>
/// Makes a file system or swap area with the old UUID and label; of a btrfs with several devices it is one step for all of them
/// (<see cref="LayoutBtrfs.Devices"/>), and its subvolumes are made by a step of their own.
/// </summary>
public sealed record MakeFileSystem : PlanStep
{
    /// <summary>What to make and where.</summary>
    public required LayoutFileSystem FileSystem { get; init; }
}

/// <summary>Mounts a file system below the restore root.</summary>
public sealed record MountFileSystem : PlanStep
{
    /// <summary>The device, such as "disk0.3" or "vg0/root".</summary>
    public required string Device { get; init; }

    /// <summary>The type as mount takes it.</summary>
    public required string Type { get; init; }

    /// <summary>The mount point in the restored system, such as "/" or "/boot/efi".</summary>
    public required string MountPoint { get; init; }

    /// <summary>vfat only: the options that decide what owners, modes and names its files show, such as "umask=0077".</summary>
    public string Options { get; init; } = "";

    /// <summary>btrfs: the subvolume to mount, without a slash in front, empty for the top; null leaves that to the file system's default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subvolume { get; init; }
}

/// <summary>Streams all files of the plan's archive onto the mounted file systems.</summary>
public sealed record RestoreFiles : PlanStep;

/// <summary>Makes the disk start by itself.</summary>
public sealed record InstallBootLoader : PlanStep
{
    /// <summary>The loader as it was.</summary>
    public required LayoutBootLoader Loader { get; init; }

    /// <summary>
    /// The disks that get boot code (BIOS) or a boot entry (UEFI), such as "disk0": all that the machine may start from, so both legs
    /// of a mirror.
    /// </summary>
    public required IReadOnlyList<string> Disks { get; init; }

    /// <summary>What is mounted as the EFI system partition, such as "disk0.1", or "md0" where an array mirrors it; empty on BIOS.</summary>
    public string EfiPartition { get; init; } = "";

    /// <summary>
    /// The partitions that the firmware sees as EFI system partitions, the members of the array: each gets a boot entry. Null when
    /// <see cref="EfiPartition"/> is itself the partition.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? EfiLegs { get; init; }
}

/// <summary>Makes the initramfs of every installed kernel anew, inside the restored system.</summary>
public sealed record RebuildInitramfs : PlanStep;

/// <summary>Unmounts everything, checks the file systems, closes volume groups, LUKS devices and arrays from the top down, and flushes the disks.</summary>
public sealed record Finish : PlanStep;
