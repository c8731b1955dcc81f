using Monitas.Lab.Machines;

namespace Monitas.Lab.BaseDisks;

/// <summary>What the system of a PC lies on before its loss.</summary>
/// <param name="Name">The script below source-disks/layouts; empty for the plain disk.</param>
/// <param name="Firmware">How the PC starts.</param>
/// <param name="Disks">How many disks it is.</param>
public sealed record SourceLayout(string Name, Firmware Firmware, int Disks)
{
    /// <summary>RAID1, LVM with a thin pool, LUKS: source-disks/layouts/stack.sh says it in full.</summary>
    public static SourceLayout Stack { get; } = new("stack", Firmware.Bios, 2);

    /// <summary>Subvolumes of a btrfs: source-disks/layouts/btrfs.sh.</summary>
    public static SourceLayout Btrfs { get; } = new("btrfs", Firmware.Uefi, 1);

    /// <summary>Is it the disk with a file system on a partition?</summary>
    public bool IsPlain => Name.Length == 0;

    /// <summary>Debian on a partition, ext4.</summary>
    public static SourceLayout Plain(Firmware firmware) => new("", firmware, 1);
}
