using System.Collections.Generic;

namespace Monitas.Fuzz.Targets;

/// <summary>Everything that reads what the network, a file with what came from it, a program's output, or a store says.</summary>
internal static class FuzzTargets
{
    /// <summary>All targets.</summary>
    public static IReadOnlyList<FuzzTarget> All() =>
    [
        .. DhcpTargets.All(),
        .. DhcpServerTargets.All(),
        .. Ipv6Targets.All(),
        .. FileRequestTargets.All(),
        .. StoredLineTargets.All(),
        .. PacketFilterTargets.All(),
        .. StoreTargets.All(),
        .. SearchTargets.All(),
        .. PrepTargets.All(),
    ];
}
