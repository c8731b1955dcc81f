namespace Monitas.Contracts.Layouts;

/// <summary>A partition, a whole disk or a disk's boot code that an archive holds as it lies on the disk (a cold backup), not as files.</summary>
public sealed record LayoutImage
{
    /// <summary><see cref="Type"/> of what lies before a disk's first partition beside its partition table: boot code.</summary>
    public const string BootCode = "boot-code";

    /// <summary>What it is of: "disk0.2"; or "disk0", a disk without partition table or, with the type <see cref="BootCode"/>, the begin of one with.</summary>
    public required string Device { get; init; }

    /// <summary>The regular file in the archive that holds its bytes, each at its offset, such as "/disk0.2.img".</summary>
    public required string Path { get; init; }

    /// <summary>What blkid calls its content, such as "ntfs"; empty when unknown.</summary>
    public string Type { get; init; } = "";

    /// <summary>The label of a file system; empty when there is none.</summary>
    public string Label { get; init; } = "";

    /// <summary>The length in bytes: that of the device, of boot code up to the first partition.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The bytes that the archive holds of it. Of an image whose holes are zeros those that were read, as long as it is not known how many are zeros.</summary>
    public long UsedBytes { get; init; }

    /// <summary>What is a hole in the file were zeros on the disk, and is made zeros again. Otherwise holes are what the file system does not use, and are not written.</summary>
    public bool HolesAreZeros { get; init; }
}
