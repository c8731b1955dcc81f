namespace Monitas.Fuzz;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): cheap to seed, so that every input has a generator of its own and can be made again alone.</summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += 0x9e3779b97f4a7c15;
            ulong z = (_state ^ (_state >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from 0 to below a limit, which is 1 or more.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);
}
