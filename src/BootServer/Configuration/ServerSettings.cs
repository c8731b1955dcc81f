using System.Collections.Generic;
using System.IO;
using System.Net;
using Monitas.BootServer.Alerts;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Rebuilds;
using Monitas.BootServer.Retention;
using Monitas.BootServer.StoreKeys;
using Monitas.BootServer.Verify;

namespace Monitas.BootServer.Configuration;

/// <summary>All settings of the server, checked. Their keys in server.conf stand in front of each.</summary>
internal sealed record ServerSettings
{
    /// <summary>[server] state-directory: the catalog, the CA and all else that the server must keep.</summary>
    public string StateDirectory { get; init; } = "/var/lib/monitas";

    /// <summary>[server] store: the directory of the volumes.</summary>
    public string Store { get; init; } = "/var/lib/monitas/store";

    /// <summary>[server] volume-size: the most bytes that a volume is to have; null for no limit.</summary>
    public long? VolumeSize { get; init; }

    /// <summary>[server] encryption: are new volumes sealed, and by what?</summary>
    public StoreEncryption Encryption { get; init; }

    /// <summary>[server] key-file: the file whose secret opens the store's keys; null when none is set.</summary>
    public string? KeyFile { get; init; }

    /// <summary>[server] passphrase-file: the file with the passphrase that opens the store's keys; null when none is set.</summary>
    public string? PassphraseFile { get; init; }

    /// <summary>[server] https-port: TCP port for agents.</summary>
    public int HttpsPort { get; init; } = 8443;

    /// <summary>[server] addresses: the addresses by which agents reach the server, the best first; empty to take those of the network cards.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>[server] name: the server's DNS name as agents know it; empty when agents use its address.</summary>
    public string Name { get; init; } = "";

    /// <summary>[server] socket: the Unix socket of the sysadmin's interface.</summary>
    public string Socket { get; init; } = DefaultSocket;

    /// <summary>[server] schedule: the file that says what is due when; beside the settings file when nothing is said.</summary>
    public string Schedule { get; init; } = "/etc/monitas/schedule";

    /// <summary>[schedule] at-once: how many machines' jobs the schedule may have open at a time.</summary>
    public int ScheduleAtOnce { get; init; } = 8;

    /// <summary>[metrics] listen: where metrics and health are told by plain HTTP; null for nowhere.</summary>
    public IPEndPoint? MetricsListen { get; init; }

    /// <summary>[console] port: TCP port of the web console; 0 when there is none.</summary>
    public int ConsolePort { get; init; } = 8444;

    /// <summary>The section [alerts].</summary>
    public AlertSettings Alerts { get; init; } = new();

    /// <summary>[netboot] mode: how the server takes part in network boot.</summary>
    public NetbootMode NetbootMode { get; init; } = NetbootMode.Proxy;

    /// <summary>The rest of the section [netboot].</summary>
    public NetbootSettings Netboot { get; init; } = new();

    /// <summary>The section [verify].</summary>
    public VerifySettings Verify { get; init; } = new();

    /// <summary>The section [rebuild].</summary>
    public RebuildSettings Rebuild { get; init; } = new();

    /// <summary>The sections [retention].</summary>
    public RetentionSettings Retention { get; init; } = new();

    /// <summary>Where the sysadmin's interface listens when nothing else is said.</summary>
    public const string DefaultSocket = "/run/monitas/monitas.sock";

    /// <summary>The key file when encryption = key-file and nothing else is said.</summary>
    public const string DefaultKeyFile = "/etc/monitas/store.key";

    /// <summary>Where the settings are read from when nothing else is said.</summary>
    public const string DefaultFile = "/etc/monitas/server.conf";

    /// <summary>The catalog's file.</summary>
    public string CatalogFile => Path.Combine(StateDirectory, "catalog.db");
}
