using System;

namespace Monitas.Imaging;

/// <summary>
/// Stored bytes are not what was written: a volume, manifest or index is damaged, cut short, or of a newer format.
/// Trying again does not help; another copy does.
/// </summary>
public sealed class VolumeFormatException : Exception
{
    /// <summary>Says where the damage is and what was found there.</summary>
    /// <param name="fileName">The volume or file, and the part of it.</param>
    /// <param name="offsetBytes">The byte offset in that file at which the unexpected bytes begin.</param>
    /// <param name="expected">What a sound file holds there.</param>
    /// <param name="actual">What was found.</param>
    /// <param name="innerException">What led to this, if anything.</param>
    public VolumeFormatException(string fileName, long offsetBytes, string expected, string actual, Exception? innerException = null)
        : base($"'{fileName}' is damaged at byte {offsetBytes}: expected {expected}, found {actual}.", innerException)
    {
        FileName = fileName;
        OffsetBytes = offsetBytes;
        Expected = expected;
        Actual = actual;
    }

    /// <summary>The volume or file, and the part of it.</summary>
    public string FileName { get; }

    /// <summary>The byte offset in <see cref="FileName"/> at which the unexpected bytes begin.</summary>
    public long OffsetBytes { get; }

    /// <summary>What a sound file holds there.</summary>
    public string Expected { get; }

    /// <summary>What was found.</summary>
    public string Actual { get; }

    /// <summary>Always false: the same bytes will be read again.</summary>
    public static bool IsTransient => false;
}
