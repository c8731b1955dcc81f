namespace Monitas.Bench.Clients;

/// <summary>What the client process is to ask of a DHCP server.</summary>
/// <param name="Server">The server's address.</param>
/// <param name="Relay">Our address: the clients ask through a relay there, so that one socket serves them all.</param>
/// <param name="Clients">How many clients there are; at most 65536.</param>
/// <param name="AtOnce">How many of them ask at the same time.</param>
/// <param name="Seconds">How long is measured at least, once each client has its address; longer until each was served again.</param>
/// <param name="IsNetboot">They are PXE firmware rather than running systems.</param>
/// <param name="GarbagePerSecond">Packets to the server's port that are no DHCP; 0: none.</param>
public sealed record DhcpOrder(string Server, string Relay, int Clients, int AtOnce, double Seconds, bool IsNetboot, int GarbagePerSecond);

/// <summary>How it went.</summary>
/// <param name="Exchanges">DISCOVER, OFFER, REQUEST, ACK: complete, within the time that is measured.</param>
/// <param name="AllExchanges">The same with what was before that time.</param>
/// <param name="Seconds">That time.</param>
/// <param name="FirstSeconds">How long it took until each client had an address for the first time.</param>
/// <param name="Served">How many clients got an address before that time and again within it.</param>
/// <param name="Resent">How often a client had to ask again after a second.</param>
/// <param name="Garbage">How many garbage packets went out.</param>
public sealed record DhcpResult(long Exchanges, long AllExchanges, double Seconds, double FirstSeconds, int Served, long Resent, long Garbage);
