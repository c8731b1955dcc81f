namespace Monitas.Lab.Machines;

/// <summary>What a disk is plugged into.</summary>
public enum DiskBus
{
    /// <summary>A virtio block device: /dev/vda in Linux.</summary>
    Virtio,

    /// <summary>SATA on the board's AHCI controller: /dev/sda in Linux.</summary>
    Sata,

    /// <summary>An NVMe drive of its own: /dev/nvme0n1 in Linux.</summary>
    Nvme,

    /// <summary>A stick in a USB port, which says that it can be taken out: /dev/sda in Linux.</summary>
    Usb,
}
