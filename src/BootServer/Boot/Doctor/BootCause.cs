namespace Monitas.BootServer.Boot.Doctor;

/// <summary>The likely cause of what happened.</summary>
internal enum BootCause
{
    /// <summary>Nothing to explain yet.</summary>
    None,

    /// <summary>The boot image runs.</summary>
    BootImage,

    /// <summary>It was sent to its own disk.</summary>
    OwnDisk,

    /// <summary>An unknown machine waits for the sysadmin.</summary>
    WaitsForApproval,

    /// <summary>No boot files for its processor or firmware.</summary>
    WrongArchitecture,

    /// <summary>The settings say that it is not answered.</summary>
    NotServed,

    /// <summary>No DHCP server gave it an address, or our offers do not arrive.</summary>
    NoAddress,

    /// <summary>The switch port did not pass anything on for the first seconds (spanning tree).</summary>
    SpanningTree,

    /// <summary>A relay sends us questions, but our answers do not arrive.</summary>
    RelayAnswersLost,

    /// <summary>Its DHCP is relayed elsewhere or not at all; it found us by another server's settings.</summary>
    RelayWithoutUs,

    /// <summary>Another boot or DHCP server was quicker.</summary>
    RivalServer,

    /// <summary>TFTP requests do not reach us (UDP port 69).</summary>
    TftpBlocked,

    /// <summary>TFTP answers do not reach the machine, or its acknowledgments do not reach us.</summary>
    TftpAnswersLost,

    /// <summary>Large packets are lost on the way.</summary>
    Mtu,

    /// <summary>The transfer broke off in the middle.</summary>
    TransferBroken,

    /// <summary>It asked for a file that is not there.</summary>
    FileMissing,

    /// <summary>HTTP requests do not reach us.</summary>
    HttpBlocked,

    /// <summary>The firmware refused the loader: Secure Boot.</summary>
    LoaderRefused,

    /// <summary>The loader was started and fell silent.</summary>
    LoaderSilent,

    /// <summary>GRUB asked the wrong server for its settings and stands at its prompt.</summary>
    GrubPrompt,

    /// <summary>It loads the same loader again and again.</summary>
    Loop,

    /// <summary>Kernel and boot image were loaded, and nothing was heard of the agent.</summary>
    BootImageSilent,
}
