using System.Net;

namespace Monitas.BootServer.Dhcp;

/// <summary>How a message came to us.</summary>
/// <param name="Port">The port of ours: 67 or 4011.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="IsBroadcast">It was sent to everybody, so its sender is on the interface's own link: nobody forwards a broadcast.</param>
internal readonly record struct DhcpArrival(int Port, IPEndPoint Source, bool IsBroadcast);
