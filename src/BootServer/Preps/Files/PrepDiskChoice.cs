using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Preps.Files;

/// <summary>
/// Which disk of a machine a prep file means. Each word narrows the choice; without any it is the only disk that is built in. A removable or
/// read-only disk is never meant, one on USB only when serial number, WWN or bus say so. Names such as /dev/sda mean nothing here.
/// </summary>
internal sealed record PrepDiskChoice
{
    /// <summary>The serial number; empty for any.</summary>
    public string Serial { get; init; } = "";

    /// <summary>The World Wide Name; empty for any.</summary>
    public string Wwn { get; init; } = "";

    /// <summary>The bus as the machine names it, such as "nvme", "sata", "virtio"; empty for any.</summary>
    public string Bus { get; init; } = "";

    /// <summary>Does the disk spin? Null for either.</summary>
    public bool? Rotation { get; init; }

    /// <summary>The least size in bytes.</summary>
    public long LeastBytes { get; init; }

    /// <summary>The largest size in bytes.</summary>
    public long MostBytes { get; init; } = long.MaxValue;

    /// <summary>Of several disks the smallest one or the largest one; null for neither.</summary>
    public bool? IsSmallest { get; init; }

    /// <summary>The disks that it may mean.</summary>
    public IReadOnlyList<DiskFacts> Candidates(IReadOnlyList<DiskFacts> disks)
    {
        List<DiskFacts> found = [.. disks.Where(Allows)];
        if (IsSmallest is { } smallest && found.Count > 0)
        {
            long wanted = smallest ? found.Min(d => d.SizeBytes) : found.Max(d => d.SizeBytes);
            return [.. found.Where(d => d.SizeBytes == wanted)];
        }

        return found;
    }

    private bool Allows(DiskFacts disk) =>
        !disk.Removable && !disk.ReadOnly
        && (disk.Transport != "usb" || Serial.Length > 0 || Wwn.Length > 0 || IsBus(disk))
        && (Serial.Length == 0 || string.Equals(Serial, disk.Serial, StringComparison.OrdinalIgnoreCase))
        && (Wwn.Length == 0 || string.Equals(Wwn, disk.Wwn, StringComparison.OrdinalIgnoreCase))
        && (Bus.Length == 0 || IsBus(disk))
        && (Rotation is not { } spins || spins == disk.Rotational)
        && disk.SizeBytes >= LeastBytes && disk.SizeBytes <= MostBytes;

    private bool IsBus(DiskFacts disk) => string.Equals(Bus, disk.Transport, StringComparison.OrdinalIgnoreCase);
}
