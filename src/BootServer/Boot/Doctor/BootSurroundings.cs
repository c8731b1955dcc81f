using System;
using System.Collections.Generic;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>What must be known besides a boot's own steps to judge it.</summary>
/// <param name="Now">The time.</param>
internal sealed record BootSurroundings(DateTimeOffset Now)
{
    /// <summary>When the same machine began its next boot; null when it has not.</summary>
    public DateTimeOffset? NextBoot { get; init; }

    /// <summary>Whether this server hands out the addresses.</summary>
    public bool IsFullDhcp { get; init; }

    /// <summary>The machine that has this one's SMBIOS UUID, while its card is nobody's; empty when there is none.</summary>
    public string Resembles { get; init; } = "";

    /// <summary>Other boot or DHCP servers that were seen on the LAN and that can take a machine away from us.</summary>
    public IReadOnlyList<string> Rivals { get; init; } = [];
}
