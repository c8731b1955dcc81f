using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;

namespace Monitas.Vm.Tests;

/// <summary>The kinds of PC, LAN and server that a start from the network is tried with.</summary>
/// <param name="Name">For the folder of its logs.</param>
/// <param name="Chain">What the PC loads by what, for docs/benchmarks.md.</param>
/// <param name="Firmware">The PC's.</param>
/// <param name="Router">Who gives out the addresses.</param>
public sealed record NetbootSetting(string Name, string Chain, Firmware Firmware, LanRouter Router)
{
    /// <summary>The blank disk's serial number.</summary>
    public const string BlankSerial = "LAB-BLANK";

    /// <summary>Its size.</summary>
    public const long BlankBytes = 1L << 30;

    /// <summary>The PC starts by UEFI HTTP Boot only.</summary>
    public bool HttpBootOnly { get; init; }

    /// <summary>What the PC's agent said of Secure Boot at its last backup; null: nobody knows.</summary>
    public bool? KnownSecureBoot { get; init; }

    /// <summary>With <see cref="LanRouter.NamesLoader"/>: what the router says of network boot, in dnsmasq's arguments.</summary>
    public IReadOnlyList<string> RouterBoot { get; init; } = [];

    /// <summary>Is this PC the machine that the server knows? Else the server knows another one.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>More lines for the server's [netboot].</summary>
    public string MoreNetboot { get; init; } = "";

    /// <summary>Makes the PC's further disks in a folder: none.</summary>
    public Func<string, CancellationToken, Task<IReadOnlyList<VirtualDisk>>> MakeMoreDisksAsync { get; init; } = static (_, _) => Task.FromResult<IReadOnlyList<VirtualDisk>>([]);

    /// <summary>Makes the PC's disk: a blank one.</summary>
    public Func<string, CancellationToken, Task<VirtualDisk>> MakeDiskAsync { get; init; } =
        static (path, cancellation) => VirtualDisk.MakeBlankAsync(path, BlankSerial, DiskBus.Virtio, BlankBytes, cancellation);
}
