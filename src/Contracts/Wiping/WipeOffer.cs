namespace Monitas.Contracts.Wiping;

/// <summary>One way in which a disk can be erased.</summary>
/// <param name="Technique">The way.</param>
/// <param name="Level">What it is by NIST SP 800-88, on this kind of disk.</param>
public sealed record WipeOffer(WipeTechnique Technique, WipeLevel Level)
{
    /// <summary>In words, such as "NVMe Sanitize (block erase), a Purge".</summary>
    public override string ToString() => $"{Technique.Name()}, a {Level}";
}
