namespace Monitas.BootServer.Boot;

/// <summary>How far a machine's start from the network has come.</summary>
internal enum BootStage
{
    /// <summary>It asked by DHCP and was told where its boot file is.</summary>
    DhcpOffer,

    /// <summary>The last byte of a boot loader was sent.</summary>
    LoaderSent,

    /// <summary>The script that starts the boot image was sent.</summary>
    ScriptSent,

    /// <summary>The last byte of the kernel was sent.</summary>
    KernelSent,

    /// <summary>The last byte of the boot image's initramfs was sent.</summary>
    InitrdSent,

    /// <summary>It was told to start its own disk.</summary>
    LocalDisk,

    /// <summary>It asked for something that is not served; the text says what.</summary>
    Ignored,
}
