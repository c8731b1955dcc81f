using System.IO;

namespace Monitas.Lab.Machines;

/// <summary>The files of one virtual PC.</summary>
/// <param name="Folder">Where they lie.</param>
/// <param name="SocketFolder">Where its sockets lie: the path of a Unix socket must be short (unix(7): 108 bytes).</param>
public sealed record PcFiles(string Folder, string SocketFolder)
{
    /// <summary>What came over the serial port, all starts one after the other.</summary>
    public string Serial => Path.Combine(Folder, "serial.log");

    /// <summary>QEMU's own output.</summary>
    public string Log => Path.Combine(Folder, "qemu.log");

    /// <summary>QEMU's control socket.</summary>
    public string Qmp => Path.Combine(SocketFolder, "qmp");

    /// <summary>The socket of the guest agent.</summary>
    public string GuestAgent => Path.Combine(SocketFolder, "qga");

    /// <summary>The board's memory for UEFI settings.</summary>
    public string UefiVariables => Path.Combine(Folder, "uefi-variables.fd");
}
