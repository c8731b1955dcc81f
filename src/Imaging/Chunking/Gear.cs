namespace Monitas.Imaging.Chunking;

/// <summary>
/// The gear table: one fixed random number per byte value. It is part of the format in so far as two archives share
/// chunks only if they were cut with the same table; FORMAT.md says how it is made.
/// </summary>
internal static class Gear
{
    /// <summary>The seed of the table: "Monitas1" in ASCII, big endian.</summary>
    private const ulong Seed = 0x4D6F6E6974617331;

    /// <summary>256 numbers, indexed by byte value.</summary>
    internal static readonly ulong[] Table = Make();

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014), started with <see cref="Seed"/>.</summary>
    private static ulong[] Make()
    {
        ulong[] table = new ulong[256];
        ulong state = Seed;
        for (int i = 0; i < table.Length; i++)
        {
            unchecked
            {
                state += 0x9E3779B97F4A7C15;
                ulong z = state;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                table[i] = z ^ (z >> 31);
            }
        }
        return table;
    }
}
