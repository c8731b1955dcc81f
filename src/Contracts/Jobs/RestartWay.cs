namespace Monitas.Contracts.Jobs;

/// <summary>How a machine whose own system runs comes into the boot image.</summary>
public enum RestartWay
{
    /// <summary>By kexec; where that cannot be, by the firmware.</summary>
    Auto,

    /// <summary>Only by kexec: the running kernel starts that of the boot image, and the firmware has no part in it.</summary>
    Kexec,

    /// <summary>Only by the firmware: one start from the network (UEFI's BootNext).</summary>
    Firmware,
}
