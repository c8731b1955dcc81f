namespace Monitas.BootServer.Boot.Doctor.Wire;

/// <summary>A port that machines must reach.</summary>
/// <param name="Protocol">"udp" or "tcp".</param>
/// <param name="Port">The number.</param>
/// <param name="Purpose">For what: "DHCP".</param>
internal sealed record PortNeed(string Protocol, int Port, string Purpose)
{
    /// <summary>"UDP port 69 (TFTP)".</summary>
    public override string ToString() => $"{Protocol.ToUpperInvariant()} port {Port} ({Purpose})";
}
