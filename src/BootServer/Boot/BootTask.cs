namespace Monitas.BootServer.Boot;

/// <summary>What a machine that starts from the network is to do.</summary>
internal enum BootTask
{
    /// <summary>Start the system on its own disk, as quickly as possible. Also the answer for a machine that nobody knows.</summary>
    LocalDisk,

    /// <summary>Start the boot image, whose agent asks the server for its job, or shows its pairing code.</summary>
    BootImage,

    /// <summary>Get no answer about boot files at all.</summary>
    Ignore,
}
