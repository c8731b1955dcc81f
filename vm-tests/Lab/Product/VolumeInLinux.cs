using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Product;

/// <summary>
/// Shows that the Linux kernel's own iso9660 reads a volume as xorriso does: a running PC gets it as a disc and mounts it, and all names
/// and contents are the same.
/// </summary>
public static class VolumeInLinux
{
    private const string Digests = "find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Checks the largest volume in a store.</summary>
    /// <param name="pc">A PC that runs Linux with a guest agent.</param>
    /// <param name="store">The store's directory.</param>
    /// <param name="scratch">A directory for what is taken out; emptied again.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was seen, in one sentence.</returns>
    /// <exception cref="LabException">The kernel sees something else, or nothing.</exception>
    public static async Task<string> CheckAsync(VirtualPc pc, string store, string scratch, CancellationToken cancellation)
    {
        string volume = Directory.GetFiles(store, "*.iso", SearchOption.AllDirectories).MaxBy(path => new FileInfo(path).Length)
            ?? throw new LabException($"There is no volume (*.iso) in {store}");
        Directory.CreateDirectory(scratch);
        string[] extract = ["-osirrox", "on", "-indev", $"stdio:{volume}", "-extract", "/", scratch];
        (await Command.RunAsync(Limit, "xorriso", extract, cancellation)).MustSucceed();
        string wanted = (await Command.RunAsync(Limit, "sh", ["-c", $"cd \"$1\" && {Digests}", "sh", scratch], cancellation)).MustSucceed().Output;
        (await Command.RunAsync(Limit, "rm", ["-rf", scratch], cancellation)).MustSucceed();

        await pc.InsertDiscAsync(volume, cancellation);
        string seen = await pc.Guest.ShellAsync(Limit, $"{Mount(new FileInfo(volume).Length)} && (cd /run/volume && {Digests}) && umount /run/volume", cancellation);
        int files = seen.Count(character => character == '\n');
        return seen == wanted && files > 0
            ? $"the kernel's iso9660 mounts the volume and reads {files} files as xorriso does"
            : throw new LabException($"The kernel's iso9660 and xorriso read {volume} differently. Kernel:\n{seen}\nxorriso:\n{wanted}");
    }

    // A drive needs a while for a new disc: until the kernel has noticed it, it knows the old size, or none, and a mount fails. The loop
    // ends with the mount's own status; what the kernel says of a mount that fails to the end goes to standard error.
    private static string Mount(long bytes) =>
        $$"""
        mkdir -p /run/volume
        mounted() { [ "$(blockdev --getsize64 /dev/sr0 2>&1)" = {{bytes}} ] && mount -t iso9660 -o ro /dev/sr0 /run/volume; }
        for second in $(seq 60); do mounted 2>/dev/null && break; sleep 1; done
        { mountpoint -q /run/volume || { echo "$(blockdev --getsize64 /dev/sr0 2>&1) of {{bytes}} bytes on the disc"; dmesg | tail -n 5; mounted; } >&2; }
        """;
}
