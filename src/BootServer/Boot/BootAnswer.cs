namespace Monitas.BootServer.Boot;

/// <summary>What a machine that asks by DHCP is told. One of the nested kinds.</summary>
internal abstract record BootAnswer
{
    private BootAnswer()
    {
    }

    /// <summary>Load and start a file by TFTP.</summary>
    /// <param name="FileName">One of <see cref="BootFileNames"/>.</param>
    /// <param name="WithAddress">
    /// Beside the LAN's own DHCP server: give one of the reserved addresses too ([netboot] pxe-addresses), because the loader looks for its
    /// next file only where its address came from. Without reserved addresses, or when all are in use, it has no effect.
    /// </param>
    internal sealed record LoadByTftp(string FileName, bool WithAddress = false) : BootAnswer;

    /// <summary>Load and start a file by HTTP (UEFI HTTP Boot).</summary>
    /// <param name="FileName">One of <see cref="BootFileNames"/>.</param>
    internal sealed record LoadByHttp(string FileName) : BootAnswer;

    /// <summary>Fetch the machine's iPXE script by HTTP.</summary>
    internal sealed record RunScript : BootAnswer;

    /// <summary>Go to the own disk at once: a PXE menu whose only item is type 0, "local boot".</summary>
    internal sealed record LocalDisk : BootAnswer;

    /// <summary>No answer.</summary>
    /// <param name="Reason">Why, for a person.</param>
    internal sealed record Ignore(string Reason) : BootAnswer;
}
