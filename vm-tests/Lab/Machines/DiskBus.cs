namespace Monitas.Lab.Machines;

/// <summary>What a disk is plugged into.</summary>
public enum DiskBus
{
    /// <summary>A virtio block device: /dev/vda in Linux.</summary>
    Virtio,

    /// <summary>SATA on the board's AHCI controller: /dev/sda in Linux.</summary>
    Sata,
}
