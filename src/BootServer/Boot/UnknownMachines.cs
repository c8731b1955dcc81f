namespace Monitas.BootServer.Boot;

/// <summary>[netboot] unknown-machines: what a machine gets that the server does not know.</summary>
internal enum UnknownMachines
{
    /// <summary>No answer about boot files. Firmware waits for one: OVMF 63 seconds, before it takes its next boot entry.</summary>
    Ignore,

    /// <summary>Its own disk, at once.</summary>
    LocalDisk,

    /// <summary>The boot image, which shows a pairing code and waits; nothing happens to its disks before the sysadmin approves.</summary>
    Pair,
}
