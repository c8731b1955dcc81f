namespace Monitas.BootServer.Boot.Doctor;

/// <summary>What a machine did, or what became of what it asked for.</summary>
internal enum BootStepKind
{
    /// <summary>DHCPDISCOVER on port 67: it looks for an address and a boot file.</summary>
    Discover,

    /// <summary>DHCPREQUEST on port 67: it takes the address that one of the servers offered.</summary>
    Request,

    /// <summary>A question to the PXE boot server, port 4011.</summary>
    BootServer,

    /// <summary>A file was asked for and its sending has begun.</summary>
    TransferBegun,

    /// <summary>The last byte has gone (HTTP) or was acknowledged (TFTP).</summary>
    TransferDone,

    /// <summary>TFTP: it asked for the size only and ended the transfer. UEFI firmware does so before each file; this is no failure.</summary>
    SizeRead,

    /// <summary>A file was not sent to its end; <see cref="BootStep.Failure"/> says why.</summary>
    TransferFailed,

    /// <summary>The script or settings file that starts the boot image was sent.</summary>
    Script,

    /// <summary>It was told to start its own disk.</summary>
    LocalDisk,

    /// <summary>An unknown machine has shown its pairing code and waits for the sysadmin.</summary>
    Waiting,

    /// <summary>The agent in the boot image has spoken.</summary>
    Hello,
}
