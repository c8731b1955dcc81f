using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Lab.BaseDisks;

/// <summary>The disks of a PC before its loss: the plain one, or those that source-disks/build.sh makes of it. They are kept (<see cref="DiskCache"/>).</summary>
public sealed class SourceDisks
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(60);
    private readonly BaseDisk _plain;
    private readonly DiskCache _cache;

    /// <summary>Uses the cache folder of the user.</summary>
    public SourceDisks(TimeProvider clock)
    {
        _plain = new BaseDisk(clock);
        _cache = new DiskCache(clock, "source-disks", "source-disks", "debian-kernel", "base-disk");
    }

    /// <summary>Where the disks of that layout lie, in their order; built now when they are not there. Never written to.</summary>
    public async Task<IReadOnlyList<string>> GetAsync(SourceLayout layout, string logFolder, Action<string> report, CancellationToken cancellation)
    {
        string plain = await _plain.GetAsync(layout.Firmware, logFolder, report, cancellation);
        if (layout.IsPlain)
        {
            return [plain];
        }

        string[] disks =
        [
            .. Enumerable.Range(1, layout.Disks).Select(number => Path.Combine(_cache.Folder, string.Create(CultureInfo.InvariantCulture, $"{layout.Name}-{number}.qcow2"))),
        ];
        await using FileStream guard = await _cache.LockAsync(cancellation);
        if (!disks.All(File.Exists))
        {
            report($"making the disks of a PC with the layout '{layout.Name}' (a few minutes, once a month)");
            await _cache.BuildAsync([layout.Name, plain, _cache.Folder], Path.Combine(logFolder, layout.Name + "-disks.log"), BuildLimit, cancellation);
        }

        return disks;
    }
}
