using System;

namespace Monitas.Imaging.Packs;

/// <summary>A stream of chunk frames holds something else. The sender or the pack is at fault; trying again does not help.</summary>
public sealed class ChunkFrameException : Exception
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="error">What is wrong.</param>
    /// <param name="offsetBytes">The offset, in the stream as read, at which the bad frame begins.</param>
    public ChunkFrameException(ChunkFrameError error, long offsetBytes)
        : base($"The chunk frame at byte {offsetBytes} of the stream is not sound: {Describe(error)}.")
    {
        Error = error;
        OffsetBytes = offsetBytes;
    }

    /// <summary>What is wrong.</summary>
    public ChunkFrameError Error { get; }

    /// <summary>The offset, in the stream as read, at which the bad frame begins.</summary>
    public long OffsetBytes { get; }

    private static string Describe(ChunkFrameError error) => error switch
    {
        ChunkFrameError.Truncated => "it ends too early",
        ChunkFrameError.NotAChunkFrame => "it does not begin as a chunk frame",
        ChunkFrameError.UnsupportedVersion => "it is of a newer format",
        ChunkFrameError.UnknownFlags => "it has a flag that this program does not know",
        ChunkFrameError.BadLength => "a length in it is out of range",
        ChunkFrameError.BadCompressedData => "it cannot be unpacked",
        ChunkFrameError.IdMismatch => "its bytes do not match its id",
        _ => error.ToString(),
    };
}
