namespace Monitas.Bench.Netboot;

/// <summary>How much is measured.</summary>
/// <param name="FileBytes">The size of the boot image's initramfs.</param>
/// <param name="Rounds">How often each server is measured.</param>
/// <param name="Fetchers">How many clients fetch at once; at most 250.</param>
/// <param name="Leasers">How many DHCP clients there are.</param>
/// <param name="AtOnce">How many of them ask at the same time.</param>
/// <param name="Seconds">How long DHCP is measured in each round.</param>
/// <param name="GarbagePerSecond">How many garbage packets a second make a storm.</param>
public sealed record NetbootSizes(int FileBytes, int Rounds, int Fetchers, int Leasers, int AtOnce, double Seconds, int GarbagePerSecond)
{
    private const int MiB = 1 << 20;

    /// <summary>The real thing; a quarter of an hour and more.</summary>
    public static readonly NetbootSizes Full = new(64 * MiB, 5, 200, 1000, 128, 5, 50_000);

    /// <summary>Some minutes.</summary>
    public static readonly NetbootSizes Quick = new(16 * MiB, 3, 50, 500, 128, 2, 50_000);

    /// <summary>Some seconds: shows that all parts work, and nothing about speed. An odd length, so that the last block is a short one.</summary>
    public static readonly NetbootSizes Smoke = new(MiB + 1, 1, 4, 20, 20, 0.2, 1000);
}
