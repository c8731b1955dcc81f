using System;
using System.Collections.Generic;

namespace Monitas.Fuzz;

/// <summary>One codec, or one decision behind it, that must stand any bytes.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Corpus">Good inputs.</param>
/// <param name="MaximumAllocatedBytes">The most that it may allocate for one input: far above what is usual, far below what would hurt.</param>
/// <param name="Begin">
/// Makes it anew, with nothing remembered. The result takes one input; it throws <see cref="FuzzException"/> where what comes out is wrong, and nothing else.
/// </param>
/// <param name="Life">After so many inputs it is made anew: to repeat a fault takes no more inputs than that.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, long MaximumAllocatedBytes, Func<FuzzTarget.Body> Begin, ulong Life)
{
    /// <summary>One that remembers nothing.</summary>
    public FuzzTarget(string name, IReadOnlyList<byte[]> corpus, long maximumAllocatedBytes, Body take)
        : this(name, corpus, maximumAllocatedBytes, () => take, Life: 1)
    {
    }

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
