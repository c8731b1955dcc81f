using System.Collections.Generic;

namespace Monitas.Contracts.Machines;

/// <summary>What an agent says about the machine that it runs on.</summary>
public sealed record MachineFacts
{
    /// <summary>The host name; empty in the boot image.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The SMBIOS UUID in RFC 9562 text form, lower case; empty when the firmware tells none.</summary>
    public string SmbiosUuid { get; init; } = "";

    /// <summary>The SMBIOS serial number; empty when the firmware tells none.</summary>
    public string SerialNumber { get; init; } = "";

    /// <summary>Vendor and model for a person.</summary>
    public string Model { get; init; } = "";

    /// <summary>The MAC addresses of the wired and wireless cards: lower case with colons. First those over which the default route leads.</summary>
    public IReadOnlyList<string> MacAddresses { get; init; } = [];

    /// <summary>How this machine started.</summary>
    public FirmwareKind Firmware { get; init; }

    /// <summary>Secure Boot on or off; null where there is no such thing (BIOS) or it cannot be read.</summary>
    public bool? SecureBoot { get; init; }

    /// <summary>Main memory in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>PRETTY_NAME of os-release.</summary>
    public string OperatingSystem { get; init; } = "";

    /// <summary>The running kernel's release.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>/proc/sys/kernel/random/boot_id: differs after every start.</summary>
    public string BootId { get; init; } = "";

    /// <summary>The UUID of the file system that is mounted as /; empty in the boot image.</summary>
    public string RootFileSystemUuid { get; init; } = "";

    /// <summary>The serial number of the disk that holds /; empty in the boot image or when unknown.</summary>
    public string RootDiskSerial { get; init; } = "";

    /// <summary>Who is logged in, by user name; empty in the boot image, or when nobody is or nobody can tell.</summary>
    public IReadOnlyList<string> LoggedInUsers { get; init; } = [];

    /// <summary>All block devices that are whole disks.</summary>
    public IReadOnlyList<DiskFacts> Disks { get; init; } = [];
}
