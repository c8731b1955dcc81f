namespace Monitas.Imaging.Packs;

/// <summary>Why bytes are not a sound chunk frame.</summary>
public enum ChunkFrameError : byte
{
    /// <summary>They are.</summary>
    None,

    /// <summary>They end too early.</summary>
    Truncated,

    /// <summary>They do not begin as a chunk frame does.</summary>
    NotAChunkFrame,

    /// <summary>A format version that this program does not know.</summary>
    UnsupportedVersion,

    /// <summary>A flag that this program does not know, such as one of a sealed chunk.</summary>
    UnknownFlags,

    /// <summary>A length outside the allowed range, or not that of the bytes given.</summary>
    BadLength,

    /// <summary>The compressed bytes cannot be unpacked to the stated length.</summary>
    BadCompressedData,

    /// <summary>The plain bytes' SHA-256 is not the chunk's id.</summary>
    IdMismatch,
}
