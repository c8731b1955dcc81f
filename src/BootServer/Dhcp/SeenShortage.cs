using System;

namespace Monitas.BootServer.Dhcp;

/// <summary>A shortage on an interface.</summary>
/// <param name="Interface">The kernel's name of it.</param>
/// <param name="Shortage">What was short.</param>
/// <param name="LastSeen">When it was seen last (UTC).</param>
internal sealed record SeenShortage(string Interface, AddressShortage Shortage, DateTimeOffset LastSeen);
