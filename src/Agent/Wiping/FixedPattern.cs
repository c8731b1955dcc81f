using System;

namespace Monitas.Agent.Wiping;

/// <summary>One byte, over and over.</summary>
/// <param name="value">The byte.</param>
internal sealed class FixedPattern(byte value) : IWipePattern
{
    /// <inheritdoc/>
    public void Fill(Span<byte> buffer, long offset) => buffer.Fill(value);
}
