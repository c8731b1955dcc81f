using System.Collections.Generic;
using System.IO;
using System.Net;

namespace Monitas.BootServer.Configuration;

/// <summary>All settings of the server, checked. See server.conf.</summary>
internal sealed record ServerSettings
{
    /// <summary>state-directory: the catalog, the CA and all else that the server must keep.</summary>
    public string StateDirectory { get; init; } = "/var/lib/monitas";

    /// <summary>store: the directory of the volumes.</summary>
    public string Store { get; init; } = "/var/lib/monitas/store";

    /// <summary>https-port: TCP port for agents.</summary>
    public int HttpsPort { get; init; } = 8443;

    /// <summary>addresses: the addresses by which agents reach the server; empty to take those of the network cards.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>name: the server's DNS name as agents know it; empty for the host name.</summary>
    public string Name { get; init; } = "";

    /// <summary>socket: the Unix socket of the sysadmin's interface.</summary>
    public string Socket { get; init; } = DefaultSocket;

    /// <summary>The section [netboot].</summary>
    public NetbootSettings Netboot { get; init; } = new();

    /// <summary>Where the sysadmin's interface listens when nothing else is said.</summary>
    public const string DefaultSocket = "/run/monitas/monitas.sock";

    /// <summary>The catalog's file.</summary>
    public string CatalogFile => Path.Combine(StateDirectory, "catalog.db");
}
