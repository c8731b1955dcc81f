using System.Collections.Generic;
using Monitas.Lab.BaseDisks;
using Monitas.Lab.Machines;

namespace Monitas.Lab.Scenario;

/// <summary>A row of the table of what a PC is rebuilt from and onto.</summary>
/// <param name="Name">Names the folder of its logs, and it in messages.</param>
/// <param name="Layout">What the PC's system lies on before its loss.</param>
/// <param name="Targets">The blank disks that take the place of its disks.</param>
public sealed record ComebackSetting(string Name, SourceLayout Layout, IReadOnlyList<BlankDisk> Targets)
{
    /// <summary>The size of the one disk that takes a plain one's place.</summary>
    public const long NewDiskBytes = 12L << 30;

    /// <summary>With trouble on the way: a disk that is too small and lost power (BIOS), or a killed server (UEFI).</summary>
    public bool WithTrouble { get; init; }

    /// <summary>At the end the PC must start with each one of its disks alone.</summary>
    public bool EachDiskStarts { get; init; }

    /// <summary>A plain disk, whose place a larger one takes: on UEFI on another bus.</summary>
    public static ComebackSetting Plain(Firmware firmware) => new(
        firmware == Firmware.Bios ? "bios" : "uefi", SourceLayout.Plain(firmware), [new BlankDisk("new", BusOfNew(firmware), NewDiskBytes)]);

    /// <summary>The bus of the disk that takes a plain one's place.</summary>
    public static DiskBus BusOfNew(Firmware firmware) => firmware == Firmware.Bios ? DiskBus.Virtio : DiskBus.Sata;
}
