using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Verify;

/// <summary>Finds the files of archives that damage hits.</summary>
internal sealed class HitFiles(ICatalog catalog, ManifestCache manifests)
{
    /// <summary>Finds what of an archive lies in lost chunks, further names of such files included.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="lost">The chunks that are nowhere sound.</param>
    /// <param name="files">Takes what is found, up to <see cref="VolumeVerification.MaxFiles"/>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>How many files there are.</returns>
    /// <exception cref="Monitas.Imaging.VolumeFormatException">The list of files cannot be read.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    public async Task<int> FindAsync(ArchiveRecord archive, IReadOnlySet<ChunkId> lost, List<HitFile> files, CancellationToken cancellationToken)
    {
        if (lost.Count == 0)
        {
            return 0;
        }
        string machine = catalog.FindMachine(archive.Machine)?.Name ?? archive.Machine.ToString();
        FileStream stream = await manifests.OpenAsync(archive, cancellationToken).ConfigureAwait(false);
        using ManifestReader manifest = ManifestReader.Open(stream, stream.Name);
        long count = 0;
        foreach (ManifestHit hit in ManifestHits.Find(manifest, lost))
        {
            cancellationToken.ThrowIfCancellationRequested();
            count += hit.Count;
            if (files.Count < VolumeVerification.MaxFiles)
            {
                files.Add(new HitFile(machine, archive.Id, archive.Number, hit.ToDisplay()));
            }
        }
        return (int)count;
    }
}
