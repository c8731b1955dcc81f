using System;
using System.Collections;
using System.Text.Unicode;

namespace Monitas.Agent.BareMetal.Wire;

/// <summary>
/// Does a key file hold a random key? Stretching makes guessing dear where there is something to guess, a passphrase say; nobody guesses 256 random bits,
/// and each start of the PC would pay for it. Pure.
/// </summary>
internal static class KeyFileStrength
{
    /// <summary>cryptsetup reads no more of a key file than this, in bytes, unless it is told to (its compiled-in default).</summary>
    public const int MaxKeyBytes = 8 << 20;

    private const int MinKeyBytes = 32;

    /// <summary>32 random bytes have 30 different values on average, and fewer than 24 hardly ever; such a key is only stretched in vain.</summary>
    private const int MinValues = 24;

    /// <summary>False for what is short, for text of any length, since a person may have thought of it, and for bytes that repeat.</summary>
    public static bool IsRandom(ReadOnlySpan<byte> key)
    {
        if (key.Length < MinKeyBytes || Utf8.IsValid(key))
        {
            return false;
        }

        BitArray seen = new(byte.MaxValue + 1);
        int values = 0;
        foreach (byte value in key)
        {
            values += seen[value] ? 0 : 1;
            seen[value] = true;
        }

        return values >= MinValues;
    }
}
