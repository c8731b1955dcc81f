namespace Monitas.BootServer.Tftp.Wire;

/// <summary>Why a datagram is not a usable request.</summary>
internal enum TftpParseError
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Shorter than an opcode.</summary>
    TooShort,

    /// <summary>Longer than <see cref="TftpRequest.MaximumLength"/>.</summary>
    TooLong,

    /// <summary>Neither a read nor a write request.</summary>
    NotRequest,

    /// <summary>A text without its NUL, or an option without a value.</summary>
    Unterminated,

    /// <summary>An empty file name.</summary>
    NoFileName,

    /// <summary>A mode that is neither octet nor netascii.</summary>
    UnknownMode,
}
