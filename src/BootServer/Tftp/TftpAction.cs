namespace Monitas.BootServer.Tftp;

/// <summary>What a transfer does next. One of the nested kinds.</summary>
internal abstract record TftpAction
{
    private TftpAction()
    {
    }

    /// <summary>Waits on.</summary>
    internal sealed record Wait : TftpAction
    {
        /// <summary>The only one that is needed.</summary>
        public static readonly Wait On = new();
    }

    /// <summary>Sends the OACK.</summary>
    internal sealed record SendOptions : TftpAction;

    /// <summary>Sends DATA datagrams.</summary>
    /// <param name="First">The first block, counted from 1 without end.</param>
    /// <param name="Last">The last block.</param>
    internal sealed record SendBlocks(long First, long Last) : TftpAction;

    /// <summary>Ends.</summary>
    /// <param name="Complete">Whether the client has acknowledged the last block.</param>
    /// <param name="Why">Why not, for a person; empty when complete.</param>
    /// <param name="IsUsual">An early end that clients bring about on purpose: not worth a log line.</param>
    /// <param name="IsSilence">The client was given up because nothing came from it.</param>
    internal sealed record Finish(bool Complete, string Why, bool IsUsual, bool IsSilence = false) : TftpAction;
}
