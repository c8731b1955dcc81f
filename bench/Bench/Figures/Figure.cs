namespace Monitas.Bench.Figures;

/// <summary>One thing that was measured on Monitas and, in the same run, on another tool.</summary>
/// <param name="Work">What was done, such as "TFTP, one client, windowsize 16".</param>
/// <param name="Unit">The unit of both values, such as "MB/s" (10^6 bytes a second) or "MiB".</param>
/// <param name="Ours">The median of Monitas' rounds.</param>
/// <param name="Peer">The median of the other tool's rounds.</param>
/// <param name="PeerName">The other tool.</param>
/// <param name="Better">"higher" or "lower": which value is the better one.</param>
/// <param name="Note">What one must know to judge the figure; empty when there is nothing.</param>
public sealed record Figure(string Work, string Unit, double Ours, double Peer, string PeerName, string Better, string Note = "")
{
    /// <summary>More is better.</summary>
    public const string Higher = "higher";

    /// <summary>Less is better.</summary>
    public const string Lower = "lower";

    /// <summary>Ours divided by the peer's; null when the peer's value is nothing to divide by.</summary>
    public double? Ratio => Peer > 0 ? Ours / Peer : null;
}
