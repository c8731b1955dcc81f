using System;
using System.Collections.Generic;
using System.Net;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Tftp;

namespace Monitas.BootServer.Boot;

/// <summary>The settings of the network boot part. Defaults are what a sysadmin gets who sets nothing.</summary>
internal sealed record NetbootSettings
{
    /// <summary>The network interfaces to serve; empty: every Ethernet interface that is up and has an IPv4 address.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>Our address as machines reach it; null: the first IPv4 address of each interface. Only with a single interface.</summary>
    public IPAddress? ServerAddress { get; init; }

    /// <summary>How to take part in DHCP.</summary>
    public DhcpMode Mode { get; init; } = DhcpMode.Proxy;

    /// <summary>Full DHCP only: the first address to hand out; in the subnet of one of the interfaces.</summary>
    public IPAddress? RangeFirst { get; init; }

    /// <summary>Full DHCP only: the last address to hand out, at or after <see cref="RangeFirst"/> and in the same subnet.</summary>
    public IPAddress? RangeLast { get; init; }

    /// <summary>Full DHCP only: the default gateway to announce; null: none.</summary>
    public IPAddress? Router { get; init; }

    /// <summary>Full DHCP only: the name servers to announce, the best first.</summary>
    public IReadOnlyList<IPAddress> DnsServers { get; init; } = [];

    /// <summary>Full DHCP only: how long an address may be used before it is asked for again; two minutes to thirty days.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Full DHCP only: subnets besides that of <see cref="RangeFirst"/>, on our links or behind relays.</summary>
    public IReadOnlyList<DhcpSubnet> Subnets { get; init; } = [];

    /// <summary>Proxy mode only: a few addresses that the LAN's DHCP server does not hand out, for boot loaders that need one from us; null: none.</summary>
    public AddressRange? PxeAddresses { get; init; }

    /// <summary>Proxy mode only: the DHCP servers of the networks behind relays name this server as their next server, so GRUB finds it from there.</summary>
    public bool IsGrubNextServer { get; init; }

    /// <summary>Full DHCP only: where the leases are kept.</summary>
    public string LeaseFile { get; init; } = "/var/lib/monitas/leases.json";

    /// <summary>What a machine gets that the server does not know.</summary>
    public UnknownMachines UnknownMachines { get; init; } = UnknownMachines.LocalDisk;

    /// <summary>The directory that holds the boot image: vmlinuz and initrd.img.</summary>
    public string BootImageDirectory { get; init; } = "/usr/share/monitas/boot";

    /// <summary>One directory with lpxelinux.0, ldlinux.c32 and snponly.efi; null: where Debian's packages put them.</summary>
    public string? LoaderDirectory { get; init; }

    /// <summary>The port of the plain HTTP server that firmware reads from. 0 (tests): any free port.</summary>
    public int HttpPort { get; init; } = 80;

    /// <summary>The port of the TFTP server; firmware knows 69 only. 0 (tests): any free port.</summary>
    public int TftpPort { get; init; } = 69;

    /// <summary>The longest TFTP block, in bytes: 512 to 65464. Never longer than the MTU carries whole.</summary>
    public int TftpBlockBytes { get; init; } = TftpTerms.LargestBlksizeBytes;

    /// <summary>The kernel's name of the serial console on which the boot image shows its screen too, such as "ttyS0" or "ttyS0,115200n8"; empty: none.</summary>
    public string SerialConsole { get; init; } = "ttyS0";

    /// <summary>More arguments for the boot image's kernel, for hardware that needs some, such as "nomodeset"; one word each.</summary>
    public IReadOnlyList<string> KernelArguments { get; init; } = [];

    /// <summary>What is set and does nothing in this mode, one sentence each: told at the start and by the doctor.</summary>
    public IReadOnlyList<string> Unused { get; init; } = [];
}
