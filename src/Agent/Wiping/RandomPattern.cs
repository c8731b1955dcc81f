using System;
using System.Buffers.Binary;

namespace Monitas.Agent.Wiping;

/// <summary>
/// Random bytes that can be made anew for any place: word number n of 8 bytes (little-endian) is the n-th number of SplitMix64 (Steele, Lea, Flood
/// 2014). It is no secret stream and need not be one; it only has to differ from whatever lay there, and from itself at other places.
/// </summary>
/// <param name="seed">Which stream; taken from the system's random numbers.</param>
internal sealed class RandomPattern(ulong seed) : IWipePattern
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private const int WordBytes = 8;

    /// <inheritdoc/>
    public void Fill(Span<byte> buffer, long offset)
    {
        unchecked
        {
            ulong state = seed + (((ulong)offset / WordBytes) * Gamma);
            int at = 0;
            for (; at + WordBytes <= buffer.Length; at += WordBytes)
            {
                state += Gamma;
                BinaryPrimitives.WriteUInt64LittleEndian(buffer[at..], Mix(state));
            }

            if (at < buffer.Length)
            {
                Span<byte> last = stackalloc byte[WordBytes];
                BinaryPrimitives.WriteUInt64LittleEndian(last, Mix(state + Gamma));
                last[..(buffer.Length - at)].CopyTo(buffer[at..]);
            }
        }
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
