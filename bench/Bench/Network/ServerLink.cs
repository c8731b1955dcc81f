using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace Monitas.Bench.Network;

/// <summary>
/// The wire between one server and the clients: a veth pair with a /20 network of its own, so that every server has its real ports. The
/// clients' side has as many addresses as there may be clients; the upper part is left for DHCP to hand out.
/// </summary>
/// <param name="Namespace">The network namespace of the server.</param>
/// <param name="Index">1 to 15: which network of 10.78.0.0/16.</param>
public sealed record ServerLink(string Namespace, int Index)
{
    /// <summary>How many addresses the clients' side has.</summary>
    public const int MaximumClients = 250;

    /// <summary>The network's mask, dotted.</summary>
    public const string Mask = "255.255.240.0";

    /// <summary>The interface on the server's side.</summary>
    public const string ServerInterface = "eth0";

    private const int FirstClient = 4;

    /// <summary>The network, as "10.78.16.0/20".</summary>
    public string Network => $"10.78.{Index * 16}.0/20";

    /// <summary>The interface on the clients' side.</summary>
    public string ClientInterface => $"server{Index}";

    /// <summary>The server's address.</summary>
    public IPAddress Server => IPAddress.Parse($"10.78.{Index * 16}.1");

    /// <summary>The clients' addresses.</summary>
    public IEnumerable<IPAddress> Clients => Enumerable.Range(0, MaximumClients).Select(i => IPAddress.Parse($"10.78.{Index * 16}.{FirstClient + i}"));

    /// <summary>The first address for DHCP.</summary>
    public IPAddress FirstLease => IPAddress.Parse($"10.78.{(Index * 16) + 4}.0");

    /// <summary>The last address for DHCP: 3071 addresses.</summary>
    public IPAddress LastLease => IPAddress.Parse($"10.78.{(Index * 16) + 15}.254");
}
