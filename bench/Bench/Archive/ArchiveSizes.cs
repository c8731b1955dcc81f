namespace Monitas.Bench.Archive;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">How often each tool is measured.</param>
/// <param name="WarmUpBytes">How much Monitas backs up, restores and verifies before it is measured.</param>
/// <param name="SystemBytes">At most so many bytes of this machine's /usr/share and /usr/bin make the tree of a system.</param>
/// <param name="BigFiles">How many big files.</param>
/// <param name="BigFileBytes">The size of each.</param>
/// <param name="SmallFiles">How many small files.</param>
/// <param name="Agents">How many agents back up at once.</param>
/// <param name="Entries">How many entries the tree has that shows whether memory grows with their number.</param>
/// <param name="SparseBytes">The length of the file that is nearly all holes.</param>
/// <param name="Roots">The packages that two Debian machines have in common, and those that each has for itself; null where none can be had.</param>
public sealed record ArchiveSizes(int Rounds, long WarmUpBytes, long SystemBytes, int BigFiles, long BigFileBytes, int SmallFiles, int Agents, int Entries, long SparseBytes, (string Common, string First, string Second)? Roots)
{
    private const long MiB = 1 << 20;

    /// <summary>The real thing; an hour and more.</summary>
    public static readonly ArchiveSizes Full = new(3, 256 * MiB, 2048 * MiB, 2, 1024 * MiB, 1_000_000, 8, 5_000_000, 200 * 1024 * MiB, DebianRoots.Full);

    /// <summary>Some minutes.</summary>
    public static readonly ArchiveSizes Quick = new(1, 256 * MiB, 768 * MiB, 2, 256 * MiB, 50_000, 8, 200_000, 200 * 1024 * MiB, DebianRoots.Quick);

    /// <summary>Some seconds: shows that all parts work, and nothing about speed.</summary>
    public static readonly ArchiveSizes Smoke = new(1, 4 * MiB, 4 * MiB, 1, 3 * MiB, 200, 2, 500, 64 * MiB, null);
}
