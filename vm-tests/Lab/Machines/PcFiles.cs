using System.IO;

namespace Monitas.Lab.Machines;

/// <summary>The files of one virtual PC below its folder.</summary>
public sealed record PcFiles(string Folder)
{
    /// <summary>What came over the serial port, all starts one after the other.</summary>
    public string Serial => Path.Combine(Folder, "serial.log");

    /// <summary>QEMU's own output.</summary>
    public string Log => Path.Combine(Folder, "qemu.log");

    /// <summary>QEMU's control socket.</summary>
    public string Qmp => Path.Combine(Folder, "qmp");

    /// <summary>The socket of the guest agent.</summary>
    public string GuestAgent => Path.Combine(Folder, "qga");

    /// <summary>The board's memory for UEFI settings.</summary>
    public string UefiVariables => Path.Combine(Folder, "uefi-variables.fd");
}
