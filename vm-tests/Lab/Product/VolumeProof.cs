using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Product;

/// <summary>
/// Shows that a volume can be read without Monitas: xorriso lists it and takes the packs out, zstd unpacks them, and the PC's
/// own words are in them.
/// </summary>
public static class VolumeProof
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Checks all volumes in a store.</summary>
    /// <param name="store">The store's directory.</param>
    /// <param name="sample">A text that some file of the PC holds.</param>
    /// <param name="scratch">A directory for what is taken out; emptied again.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was seen, in one sentence.</returns>
    /// <exception cref="LabException">A volume cannot be read, or the sample is in none.</exception>
    public static async Task<string> CheckAsync(string store, string sample, string scratch, CancellationToken cancellation)
    {
        string[] volumes = Directory.GetFiles(store, "*.iso", SearchOption.AllDirectories);
        if (volumes.Length == 0)
        {
            throw new LabException($"There is no volume (*.iso) in {store}");
        }

        Directory.CreateDirectory(scratch);
        long bytes = 0;
        int packs = 0;
        bool found = false;
        foreach (string volume in volumes)
        {
            foreach (string pack in await PacksOfAsync(volume, cancellation))
            {
                packs++;
                string copy = Path.Combine(scratch, "pack.zst");
                File.Delete(copy);
                await Xorriso(["-osirrox", "on", "-indev", $"stdio:{volume}", "-extract", pack, copy], cancellation);
                // An unlucky cut may put the sample across two chunks, but not in every letter of two people.
                string script = "set -o pipefail; zstd -dcq \"$1\" | tee >(wc -c >\"$1.size\") | grep -a -c -F -- \"$2\" || true";
                CommandResult result = (await Command.RunAsync(Limit, "bash", ["-c", script, "bash", copy, sample], cancellation)).MustSucceed();
                await Command.OutputAsync("zstd", ["-tq", copy], cancellation);
                found |= result.Output.Trim() != "0";
                bytes += long.Parse(await File.ReadAllTextAsync(copy + ".size", cancellation));
            }
        }

        Directory.Delete(scratch, recursive: true);
        return found
            ? $"xorriso and zstd read {packs} packs of {volumes.Length} volume(s): {bytes / 1_000_000} MB of content, the PC's letters among it"
            : throw new LabException($"'{sample}' is in no pack of {string.Join(", ", volumes)}");
    }

    private static async Task<IReadOnlyList<string>> PacksOfAsync(string volume, CancellationToken cancellation)
    {
        string listing = await Xorriso(["-indev", $"stdio:{volume}", "-find", "/", "-type", "f"], cancellation);
        string[] packs = [.. listing.Split('\n').Select(line => line.Trim().Trim('\'')).Where(path => path.Contains("pack", StringComparison.OrdinalIgnoreCase))];
        return packs.Length > 0 ? packs : throw new LabException($"xorriso sees no pack in {volume}: {listing}");
    }

    private static async Task<string> Xorriso(IEnumerable<string> arguments, CancellationToken cancellation) =>
        (await Command.RunAsync(Limit, "xorriso", arguments, cancellation)).MustSucceed().Output;
}
