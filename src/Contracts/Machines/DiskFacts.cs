using System.Text.Json.Serialization;
using Monitas.Contracts.Wiping;

namespace Monitas.Contracts.Machines;

/// <summary>One disk as the agent sees it now.</summary>
public sealed record DiskFacts
{
    /// <summary>The device node of the moment, such as /dev/sda; never used to choose a disk.</summary>
    public required string Path { get; init; }

    /// <summary>The serial number, or empty when the disk tells none.</summary>
    public string Serial { get; init; } = "";

    /// <summary>The World Wide Name, or empty when the disk tells none.</summary>
    public string Wwn { get; init; } = "";

    /// <summary>Vendor and model, as shown to a person.</summary>
    public string Model { get; init; } = "";

    /// <summary>The size in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The logical sector size in bytes: 512 or 4096.</summary>
    public int LogicalSectorBytes { get; init; } = 512;

    /// <summary>Does the disk spin?</summary>
    public bool Rotational { get; init; }

    /// <summary>A removable medium: never a target.</summary>
    public bool Removable { get; init; }

    /// <summary>Read-only: never a target.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The bus as lsblk's TRAN names it: sata, nvme, usb, virtio, mmc ...; empty when unknown.</summary>
    public string Transport { get; init; } = "";

    /// <summary>What is on it in a few words for a person, such as "GPT, 3 partitions: vfat, ext4"; empty when blank.</summary>
    public string Content { get; init; } = "";

    /// <summary>How it can be erased; null outside of the boot image, where nobody looks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DiskErasure? Erasure { get; init; }
}
