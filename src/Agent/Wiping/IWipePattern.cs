using System;

namespace Monitas.Agent.Wiping;

/// <summary>What is written onto a disk. The same offset always gets the same bytes, so that any place can be checked afterwards.</summary>
internal interface IWipePattern
{
    /// <summary>Puts the bytes of the disk's range that begins at <paramref name="offset"/> into <paramref name="buffer"/>; the offset is a multiple of 8.</summary>
    void Fill(Span<byte> buffer, long offset);
}
