using System;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>An address and who may use it.</summary>
/// <param name="Mac">The card. Leases go by card, not by option 61: firmware, boot loader, boot image and system send different ones, and one machine should keep one address all the way.</param>
/// <param name="Address">The address.</param>
/// <param name="Expires">Until when (UTC). After that it stays with the card as long as nobody else needs it.</param>
/// <param name="IsBound">False while it is only offered: such a lease is not worth keeping in the file.</param>
internal sealed record DhcpLease(MacAddress Mac, Ipv4Address Address, DateTimeOffset Expires, bool IsBound);
