namespace Monitas.BootServer.RouterAdvertisements.Wire;

/// <summary>
/// The ICMPv6 router advertisement that says "there is no router" (RFC 4861 4.2).
/// <code>
/// type(1)=134 code(1)=0 checksum(2) hop limit(1) flags(1) lifetime(2)=0 reachable(4)=0 retransmit(4)=0
/// </code>
/// No prefix, no option; hop limit 0 means "not specified". A host that hears it changes nothing.
/// </summary>
internal static class EmptyRouterAdvertisement
{
    /// <summary>The message; the kernel fills the checksum in.</summary>
    public static byte[] ToBytes()
    {
        byte[] message = new byte[16];
        message[0] = 134;
        return message;
    }
}
