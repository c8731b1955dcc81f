namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>Option 53 (RFC 2132 9.6).</summary>
internal enum DhcpMessageType : byte
{
    /// <summary>No option 53: a BOOTP message.</summary>
    None = 0,

    /// <summary>A client looks for servers.</summary>
    Discover = 1,

    /// <summary>A server offers.</summary>
    Offer = 2,

    /// <summary>A client takes an offer, or asks to keep its address.</summary>
    Request = 3,

    /// <summary>A client found its address in use by another.</summary>
    Decline = 4,

    /// <summary>A server confirms.</summary>
    Ack = 5,

    /// <summary>A server refuses.</summary>
    Nak = 6,

    /// <summary>A client gives its address back.</summary>
    Release = 7,

    /// <summary>A client that has an address asks for the other settings.</summary>
    Inform = 8,
}
