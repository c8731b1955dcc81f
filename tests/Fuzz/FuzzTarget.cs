using System;
using System.Collections.Generic;

namespace Monitas.Fuzz;

/// <summary>One codec, or one decision behind it, that must stand any bytes.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Corpus">Good inputs.</param>
/// <param name="MaximumAllocatedBytes">The most that it may allocate for one input: far above what is usual, far below what would hurt.</param>
/// <param name="Take">Gives it one input. It throws <see cref="FuzzException"/> where the result is wrong, and nothing else.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, long MaximumAllocatedBytes, FuzzTarget.Body Take)
{
    /// <summary>Takes one input.</summary>
    public delegate void Body(ReadOnlySpan<byte> input);

    /// <summary>Fails the input unless something holds.</summary>
    /// <param name="holds">What must hold.</param>
    /// <param name="claim">What that is, in words.</param>
    public static void Check(bool holds, string claim)
    {
        if (!holds)
        {
            throw new FuzzException(claim);
        }
    }
}
