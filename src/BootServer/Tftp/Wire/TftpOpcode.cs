namespace Monitas.BootServer.Tftp.Wire;

/// <summary>The first two bytes of every datagram (RFC 1350 5, RFC 2347).</summary>
internal enum TftpOpcode : ushort
{
    /// <summary>RRQ: a client wants to read a file.</summary>
    ReadRequest = 1,

    /// <summary>WRQ: a client wants to write a file.</summary>
    WriteRequest = 2,

    /// <summary>DATA.</summary>
    Data = 3,

    /// <summary>ACK.</summary>
    Acknowledgment = 4,

    /// <summary>ERROR; ends the transfer.</summary>
    Error = 5,

    /// <summary>OACK: the options that the server took.</summary>
    OptionAcknowledgment = 6,
}
