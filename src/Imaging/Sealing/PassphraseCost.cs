namespace Monitas.Imaging.Sealing;

/// <summary>What it costs to try a passphrase: the parameters of Argon2id (RFC 9106), whose version is 0x13 and whose output has 32 bytes.</summary>
/// <param name="MemoryKib">Memory in KiB.</param>
/// <param name="Passes">Passes over the memory.</param>
/// <param name="Lanes">Lanes.</param>
public sealed record PassphraseCost(int MemoryKib, int Passes, int Lanes)
{
    /// <summary>The second recommended choice of RFC 9106 4, with four times its memory: 256 MiB, 3 passes, 4 lanes.</summary>
    public static PassphraseCost Usual { get; } = new(256 * 1024, 3, 4);

    /// <summary>May this be computed? Slots come from files; none may take all memory.</summary>
    public bool IsSensible => MemoryKib is >= 8 and <= 2 * 1024 * 1024 && Passes is >= 1 and <= 100 && Lanes is >= 1 and <= 64 && MemoryKib >= 8 * Lanes;
}
