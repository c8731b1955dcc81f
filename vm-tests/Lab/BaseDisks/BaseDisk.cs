using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;

namespace Monitas.Lab.BaseDisks;

/// <summary>The PC's disk as it was installed: Debian 12 on one partition, made by base-disk/build.sh and kept (<see cref="DiskCache"/>).</summary>
public sealed class BaseDisk
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(30);
    private readonly DiskCache _cache;

    /// <summary>Uses the cache folder of the user.</summary>
    public BaseDisk(TimeProvider clock) => _cache = new DiskCache(clock, "base-disk", "base-disk");

    /// <summary>Where the installed disk for that firmware lies; built now when it is not there. Never written to.</summary>
    public async Task<string> GetAsync(Firmware firmware, string logFolder, Action<string> report, CancellationToken cancellation)
    {
        string disk = Path.Combine(_cache.Folder, firmware == Firmware.Bios ? "debian-bios.qcow2" : "debian-uefi.qcow2");
        await using FileStream guard = await _cache.LockAsync(cancellation);
        if (!File.Exists(disk))
        {
            report("making the PC's disk: Debian 12 with kernel, systemd and GRUB (a few minutes, once a month)");
            await _cache.BuildAsync([_cache.Folder], Path.Combine(logFolder, "base-disk.log"), BuildLimit, cancellation);
        }

        return disk;
    }
}
