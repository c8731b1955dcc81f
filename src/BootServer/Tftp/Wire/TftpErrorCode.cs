namespace Monitas.BootServer.Tftp.Wire;

/// <summary>Why a transfer ends (RFC 1350 appendix, RFC 2347).</summary>
internal enum TftpErrorCode : ushort
{
    /// <summary>See the text.</summary>
    NotDefined = 0,

    /// <summary>No such file.</summary>
    FileNotFound = 1,

    /// <summary>Not allowed.</summary>
    AccessViolation = 2,

    /// <summary>Not a TFTP operation that makes sense here.</summary>
    IllegalOperation = 4,

    /// <summary>The client does not like the OACK. EDK2 sends it after it has learnt a file's size: quite normal.</summary>
    OptionRefused = 8,
}
