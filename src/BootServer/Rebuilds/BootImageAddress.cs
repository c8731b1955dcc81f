using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Tls;

namespace Monitas.BootServer.Rebuilds;

/// <summary>Where the boot image finds this server: an address, not a name, since nobody knows what resolver a netbooted PC has.</summary>
internal sealed class BootImageAddress(ServerSettings settings, ServerCertificates certificates, AgentListener listener)
{
    /// <summary>SHA-256 of the CA's DER.</summary>
    public string CaFingerprint => certificates.CaFingerprint;

    /// <summary>
    /// The HTTPS address: the first one configured, else that of the network card that serves netboot, else that of any card that is
    /// up. Looked up every time, since an address may change.
    /// </summary>
    public string Url()
    {
        IPAddress address = (settings.Addresses is [IPAddress first, ..] ? first : null)
            ?? settings.Netboot.ServerAddress
            ?? settings.Netboot.Interfaces.Select(Find).FirstOrDefault(a => a is not null)
            ?? Find("")
            ?? IPAddress.Loopback;
        return $"https://{new IPEndPoint(address, listener.Port > 0 ? listener.Port : settings.HttpsPort)}";
    }

    /// <summary>The first IPv4 address of the card, or of any when the name is empty.</summary>
    private static IPAddress? Find(string card) => NetworkInterface.GetAllNetworkInterfaces()
        .Where(c => c.OperationalStatus != OperationalStatus.Down && c.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .Where(c => card.Length == 0 || c.Name == card)
        .SelectMany(c => c.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);
}
