using System;

namespace Monitas.Imaging.Tests;

/// <summary>Bytes for tests: the same for the same seed.</summary>
internal static class TestBytes
{
    internal static byte[] Random(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Bytes that compress about as program text does.</summary>
    internal static byte[] Text(int length, int seed)
    {
        Random random = new(seed);
        string[] words = ["machine", "archive", "volume", "chunk", "the", "of", "and", "0x00", "\n", "  ", "return", "sector"];
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length)
        {
            string word = words[random.Next(words.Length)];
            for (int i = 0; i < word.Length && at < length; i++)
            {
                bytes[at++] = (byte)word[i];
            }
            if (at < length)
            {
                bytes[at++] = (byte)random.Next(32, 127);
            }
        }
        return bytes;
    }

    /// <summary>A copy with one to three random bits or bytes changed; never equal to the original.</summary>
    internal static byte[] Flip(byte[] bytes, Random random)
    {
        byte[] damaged = (byte[])bytes.Clone();
        int count = random.Next(1, 4);
        for (int i = 0; i < count; i++)
        {
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        }
        if (damaged.AsSpan().SequenceEqual(bytes))
        {
            damaged[0] ^= 0xFF;
        }
        return damaged;
    }
}
