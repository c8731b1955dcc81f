using System;
using System.Collections.Generic;
using System.Net;

namespace Monitas.BootServer.Configuration;

/// <summary>The section [netboot] of server.conf.</summary>
internal sealed record NetbootSettings
{
    /// <summary>interface: the network card that DHCP, TFTP and HTTP boot listen on; empty to take the only one that is up.</summary>
    public string Interface { get; init; } = "";

    /// <summary>mode: proxy (default), full or off.</summary>
    public NetbootMode Mode { get; init; } = NetbootMode.Proxy;

    /// <summary>range-start: the first address to lease; needed when the mode is full.</summary>
    public IPAddress? RangeStart { get; init; }

    /// <summary>range-end: the last address to lease; needed when the mode is full.</summary>
    public IPAddress? RangeEnd { get; init; }

    /// <summary>router: the default gateway to announce in mode full; null for none.</summary>
    public IPAddress? Router { get; init; }

    /// <summary>dns: name servers to announce in mode full, separated by commas.</summary>
    public IReadOnlyList<IPAddress> Dns { get; init; } = [];

    /// <summary>lease-time: how long an address is lent in mode full; from 2 minutes to 30 days.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>http-port: TCP port of the unencrypted boot server (loaders, kernel, boot image: nothing secret).</summary>
    public int HttpPort { get; init; } = 8080;

    /// <summary>boot-image: the directory that holds the boot image's kernel and initramfs.</summary>
    public string BootImage { get; init; } = "/usr/share/monitas/boot-image";

    /// <summary>loaders: the directory that holds the boot loaders to serve.</summary>
    public string Loaders { get; init; } = "/usr/share/monitas/loaders";

    /// <summary>serial-console: a console besides the screen for the boot image, such as "ttyS0,115200"; empty for none.</summary>
    public string SerialConsole { get; init; } = "";
}
