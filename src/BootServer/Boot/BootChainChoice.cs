namespace Monitas.BootServer.Boot;

/// <summary>What <see cref="BootPolicy"/> chose for a machine, and why.</summary>
/// <param name="Chain">The way that it is to go.</param>
/// <param name="Answer">What it is told.</param>
/// <param name="Reason">Why this way, for a person: a clause without a capital letter or a full stop; empty when there is only one way.</param>
internal sealed record BootChainChoice(BootChain Chain, BootAnswer Answer, string Reason);
