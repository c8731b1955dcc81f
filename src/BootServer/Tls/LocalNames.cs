using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;

namespace Monitas.BootServer.Tls;

/// <summary>Asks the system for this server's own names and addresses.</summary>
internal static class LocalNames
{
    /// <summary>The host name, localhost, every address of every interface that is up, and the configured names.</summary>
    public static CertificateNames Find(IEnumerable<string> extraNames)
    {
        IEnumerable<IPAddress> addresses = NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus != OperationalStatus.Down)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address);
        return CertificateNames.From(["localhost", Dns.GetHostName(), .. extraNames], [IPAddress.Loopback, IPAddress.IPv6Loopback, .. addresses]);
    }
}
