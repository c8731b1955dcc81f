using System.Collections.Generic;

namespace Monitas.Fuzz.Targets;

/// <summary>Everything of the boot server that reads what the network, a file with what came from it, or a program's output says.</summary>
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
    ];
}
