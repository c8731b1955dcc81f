using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>All versions of one path. Looks into every archive, but reads a block that several have in common once.</summary>
internal sealed class HistorySearch(IndexCache indexes, ManifestCache manifests)
{
    /// <summary>The versions, oldest first. A version that was gone for a while and came back is listed twice.</summary>
    /// <param name="archives">The machine's archives, oldest first.</param>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">A manifest cannot be read.</exception>
    public async Task<IReadOnlyList<VersionView>> FindAsync(IReadOnlyList<ArchiveRecord> archives, byte[] path, CancellationToken cancellationToken)
    {
        using PathLookup lookup = new(indexes, manifests, path);
        List<VersionView> versions = [];
        ManifestEntry? before = null;
        foreach (ArchiveRecord archive in archives)
        {
            ManifestEntry? entry = await lookup.FindAsync(archive, cancellationToken);
            if (entry is not null && before is not null && FileVersion.IsSame(before, entry))
            {
                versions[^1] = versions[^1] with { LastArchive = archive.Number, LastTime = archive.Time, Archives = versions[^1].Archives + 1 };
            }
            else if (entry is not null)
            {
                versions.Add(new VersionView(FileViews.Of(entry), archive.Number, archive.Time, archive.Number, archive.Time, 1));
            }
            before = entry;
        }
        return versions;
    }
}
