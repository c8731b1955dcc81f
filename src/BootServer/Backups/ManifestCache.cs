using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// The manifests of all archives as plain files, ID.manifest. A copy of what the volumes hold: a file that is not there is
/// fetched from its volume again.
/// </summary>
/// <param name="volumes">Where the originals are.</param>
/// <param name="directory">Where the files lie; made when it is not there.</param>
internal sealed class ManifestCache(VolumeStore volumes, string directory)
{
    private const int CopyBufferBytes = 128 * 1024;

    /// <summary>Opens an archive's manifest, which can be sought in. The caller disposes the stream.</summary>
    /// <exception cref="FileNotFoundException">Neither the cache nor the store has it.</exception>
    /// <exception cref="Monitas.Imaging.VolumeFormatException">The volume is damaged.</exception>
    public Task<FileStream> OpenAsync(ArchiveRecord archive, CancellationToken cancellationToken) => OpenAsync(archive.Id, archive.Volume, cancellationToken);

    /// <inheritdoc cref="OpenAsync(ArchiveRecord, CancellationToken)"/>
    public Task<FileStream> OpenAsync(ArchiveSummary archive, CancellationToken cancellationToken) => OpenAsync(archive.Id, archive.Volume, cancellationToken);

    /// <summary>Takes a finished file over as the manifest of an archive, by renaming it; it must lie in the same file system.</summary>
    public void Adopt(ArchiveId archive, string path)
    {
        Directory.CreateDirectory(directory);
        File.Move(path, PathOf(archive), overwrite: true);
    }

    /// <summary>Forgets a file that turned out to be damaged.</summary>
    public void Drop(ArchiveId archive)
    {
        // Without the directory, which is made with the first copy, there is none to drop; deleting would fail.
        if (Directory.Exists(directory))
        {
            File.Delete(PathOf(archive));
        }
    }

    private async Task<FileStream> OpenAsync(ArchiveId archive, VolumeId home, CancellationToken cancellationToken)
    {
        string path = PathOf(archive);
        if (!File.Exists(path))
        {
            await FetchAsync(archive, home, path, cancellationToken).ConfigureAwait(false);
        }
        return OpenFile(path);
    }

    private async Task FetchAsync(ArchiveId archive, VolumeId home, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        string partial = $"{path}.{Path.GetRandomFileName()}.new";
        try
        {
            await using (VolumeReader volume = await VolumeReader.OpenAsync(volumes.Store, home, cancellationToken).ConfigureAwait(false))
            await using (Stream source = volume.OpenManifest(archive))
            await using (FileStream target = new(partial, FileMode.CreateNew, FileAccess.Write))
            {
                await source.CopyToAsync(target, CopyBufferBytes, cancellationToken).ConfigureAwait(false);
                target.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private string PathOf(ArchiveId archive) => Path.Combine(directory, archive + ".manifest");

    private static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.Read | FileShare.Delete,
        Options = FileOptions.Asynchronous,
        BufferSize = 0,
    });
}
