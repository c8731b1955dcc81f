using System.Collections.Generic;
using Monitas.BootServer.Boot.Doctor.Wire;
using Monitas.BootServer.Dhcp;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>All that <see cref="DoctorRules"/> judges.</summary>
internal sealed record DoctorFacts
{
    /// <summary>How the server takes part in DHCP.</summary>
    public required DhcpMode Mode { get; init; }

    /// <summary>The interfaces that are served, or should be.</summary>
    public IReadOnlyList<DoctorInterface> Interfaces { get; init; } = [];

    /// <summary>The ports that must be open.</summary>
    public IReadOnlyList<DoctorPort> Ports { get; init; } = [];

    /// <summary>Ports that the firewall of this computer closes, by the rule that does.</summary>
    public IReadOnlyList<DoctorBlock> Blocked { get; init; } = [];

    /// <summary>What is wrong with the boot image and the settings, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Settings that are set and do nothing in this mode, one sentence each.</summary>
    public IReadOnlyList<string> UnusedSettings { get; init; } = [];

    /// <summary>Other servers that were heard.</summary>
    public IReadOnlyList<DhcpRival> Rivals { get; init; } = [];

    /// <summary>Addresses that were short in the last hour.</summary>
    public IReadOnlyList<SeenShortage> Shortages { get; init; } = [];

    /// <summary>What the LAN's servers answered to a probe, by interface; null without a probe.</summary>
    public IReadOnlyList<(string Interface, LanDhcpOffer Offer)>? Offers { get; init; }

    /// <summary>Probes that failed, one sentence each.</summary>
    public IReadOnlyList<string> FailedProbes { get; init; } = [];

    /// <summary>The newest start of each machine of the last days.</summary>
    public IReadOnlyList<BootStory> Newest { get; init; } = [];
}

/// <summary>One interface.</summary>
/// <param name="Name">The kernel's name of it.</param>
/// <param name="Exists">Whether there is one of that name.</param>
/// <param name="IsUp">Whether it has a link.</param>
/// <param name="Address">Its IPv4 address; empty when it has none.</param>
/// <param name="MtuBytes">The longest packet that it sends.</param>
internal sealed record DoctorInterface(string Name, bool Exists, bool IsUp, string Address, int MtuBytes)
{
    /// <summary>Where GRUB looks for its files there, as the policy sees it now; null where this server takes no part in DHCP.</summary>
    public GrubRoute? Route { get; init; }
}

/// <summary>One port that a packet filter of this computer closes.</summary>
/// <param name="Port">The port.</param>
/// <param name="Rule">The rule that does, in words.</param>
/// <param name="Tool">The tool that shows and changes it: "nft", "iptables-legacy", "iptables-nft".</param>
internal sealed record DoctorBlock(PortNeed Port, string Rule, string Tool);

/// <summary>One port that machines need.</summary>
/// <param name="Need">The port.</param>
/// <param name="Owner">The program that holds it, such as "monitas-server (process 12)"; null when nobody does.</param>
/// <param name="IsOurs">Whether this process holds it; another program may do so too, on another interface.</param>
internal sealed record DoctorPort(PortNeed Need, string? Owner, bool IsOurs);
