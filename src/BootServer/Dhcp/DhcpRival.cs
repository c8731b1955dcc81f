using System;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>Another DHCP or boot server that was heard on an interface.</summary>
/// <param name="Interface">The interface of ours that it was heard on.</param>
/// <param name="Server">Its address, by which clients choose it (option 54).</param>
/// <param name="Card">Its card; null as long as only clients have named it.</param>
/// <param name="GivesAddresses">It offered or confirmed an address, or a client took its offer.</param>
/// <param name="NextServer">The last siaddr other than 0.0.0.0 that it told; null: none.</param>
/// <param name="BootFile">The last boot file that it told (field `file` or option 67); empty: none.</param>
/// <param name="VendorClass">The last option 60 that it told; empty: none.</param>
/// <param name="FirstSeen">When it was first heard (UTC).</param>
/// <param name="LastSeen">When it was last heard (UTC).</param>
/// <param name="Count">How many messages told of it.</param>
internal sealed record DhcpRival(
    string Interface,
    Ipv4Address Server,
    MacAddress? Card,
    bool GivesAddresses,
    Ipv4Address? NextServer,
    string BootFile,
    string VendorClass,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    long Count)
{
    /// <summary>It tells clients where to boot from: by a boot file, or as a PXE server whose port 4011 is to be asked.</summary>
    public bool GivesBootFiles => BootFile.Length > 0 || VendorClass.StartsWith("PXEClient", StringComparison.Ordinal) || VendorClass.StartsWith("HTTPClient", StringComparison.Ordinal);
}
