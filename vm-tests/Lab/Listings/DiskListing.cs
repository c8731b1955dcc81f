using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Listings;

/// <summary>Makes the listing of a disk with listing/list-disk.sh.</summary>
public static class DiskListing
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Lists the files on a disk whose PC is off.</summary>
    public static async Task MakeAsync(VirtualDisk disk, string listingPath, CancellationToken cancellation)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "listing", "list-disk.sh");
        (await Command.RunAsync(Limit, "bash", [script, disk.Path, listingPath], cancellation)).MustSucceed();
    }
}
