using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.BaseDisks;
using Monitas.Lab.Machines;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Listings;

/// <summary>Makes the listing of a PC's disks with the scripts of listing/, which share no code with Monitas.</summary>
public static class DiskListing
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);

    /// <summary>Lists the files of a PC that is off. Its disks stay as they are.</summary>
    /// <param name="layout">What its system lies on: a plain one is read here, any other one in a virtual PC with Debian's kernel.</param>
    /// <param name="disks">All its disks.</param>
    /// <param name="listingPath">Where the listing goes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LabException">A file system could not be read.</exception>
    public static Task MakeAsync(SourceLayout layout, IReadOnlyList<VirtualDisk> disks, string listingPath, CancellationToken cancellation) =>
        layout.IsPlain ? PlainAsync(disks[0], listingPath, cancellation) : InPcAsync(disks, listingPath, cancellation);

    private static string Script(string folder, string name) => Path.Combine(AppContext.BaseDirectory, folder, name);

    private static async Task PlainAsync(VirtualDisk disk, string listingPath, CancellationToken cancellation) =>
        (await Command.RunAsync(Limit, "bash", [Script("listing", "list-disk.sh"), disk.Path, listingPath], cancellation)).MustSucceed();

    private static async Task InPcAsync(IReadOnlyList<VirtualDisk> disks, string listingPath, CancellationToken cancellation)
    {
        DirectoryInfo shared = Directory.CreateDirectory(listingPath + ".pc");
        File.Copy(Script("listing", "listing.py"), Path.Combine(shared.FullName, "listing.py"), overwrite: true);
        string[] arguments = [Script("debian-kernel", "run-script.sh"), Script("listing", "list-system.sh"), shared.FullName, .. disks.Select(disk => disk.Path)];
        (await Command.RunAsync(Limit, "bash", arguments, cancellation)).MustSucceed();
        File.Move(Path.Combine(shared.FullName, "listing"), listingPath, overwrite: true);
    }
}
