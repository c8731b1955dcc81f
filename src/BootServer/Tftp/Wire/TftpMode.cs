namespace Monitas.BootServer.Tftp.Wire;

/// <summary>How bytes travel (RFC 1350 1).</summary>
internal enum TftpMode
{
    /// <summary>As they are.</summary>
    Octet,

    /// <summary>As text with lines ending in CR LF (RFC 764).</summary>
    Netascii,
}
