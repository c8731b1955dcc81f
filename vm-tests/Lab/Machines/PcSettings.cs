using System;

namespace Monitas.Lab.Machines;

/// <summary>What a virtual PC is made of, but for its disks.</summary>
public sealed record PcSettings
{
    /// <summary>Its name, also for files.</summary>
    public required string Name { get; init; }

    /// <summary>How it starts.</summary>
    public required Firmware Firmware { get; init; }

    /// <summary>The tap on the LAN that its network card is plugged into.</summary>
    public required string Tap { get; init; }

    /// <summary>The card's MAC address.</summary>
    public required string Mac { get; init; }

    /// <summary>The SMBIOS UUID.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>The SMBIOS serial number.</summary>
    public required string Serial { get; init; }

    /// <summary>UEFI: starts from the network by HTTP Boot only, not by PXE.</summary>
    public bool HttpBootOnly { get; init; }

    /// <summary>Main memory in MiB.</summary>
    public int MemoryMib { get; init; } = 1024;

    /// <summary>The network card: virtio-net-pci or e1000.</summary>
    public required string NetworkCard { get; init; }
}
