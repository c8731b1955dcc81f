using System;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>An address and who may use it.</summary>
/// <param name="Mac">
/// The card; all zero for an address that rests. Leases go by card, not by option 61: firmware, boot loader, boot image and system send
/// different ones, and one machine should keep one address all the way.
/// </param>
/// <param name="Address">The address.</param>
/// <param name="Expires">Until when (UTC).</param>
/// <param name="State">How it stands.</param>
internal sealed record DhcpLease(MacAddress Mac, Ipv4Address Address, DateTimeOffset Expires, LeaseState State)
{
    /// <summary>Whether the time is not over.</summary>
    public bool IsRunning(DateTimeOffset now) => Expires > now;
}
