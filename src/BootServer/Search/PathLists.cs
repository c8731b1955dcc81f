using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>
/// The path lists of the newest archives, as files ID.paths: about a tenth of their manifests, so that a search by name over all machines reads
/// little. Made from the manifests whenever one is missing or damaged. Thread-safe.
/// </summary>
/// <param name="manifests">Where manifests lie.</param>
/// <param name="directory">Where the lists lie; made when it is not there.</param>
internal sealed class PathLists(ManifestCache manifests, string directory)
{
    private const string Suffix = ".paths";

    /// <summary>The list of an archive.</summary>
    /// <exception cref="FileNotFoundException">It has to be made, and neither the cache nor the store has the manifest.</exception>
    /// <exception cref="Monitas.Imaging.VolumeFormatException">It has to be made, and the manifest is damaged.</exception>
    public async Task<byte[]> ReadAsync(ArchiveSummary archive, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(archive.Id), cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            await MakeAsync(archive, cancellationToken);
            return await File.ReadAllBytesAsync(PathOf(archive.Id), cancellationToken);
        }
    }

    /// <summary>Makes the list of an archive unless it is there, in the format of today; true when it was made.</summary>
    public async Task<bool> EnsureAsync(ArchiveSummary archive, CancellationToken cancellationToken)
    {
        bool isMissing = !IsThere(archive.Id);
        if (isMissing)
        {
            await MakeAsync(archive, cancellationToken);
        }
        return isMissing;
    }

    /// <summary>Forgets a list that turned out to be damaged.</summary>
    public void Drop(ArchiveId archive) => File.Delete(PathOf(archive));

    /// <summary>Removes all lists but those of these archives.</summary>
    public void KeepOnly(IReadOnlySet<ArchiveId> archives)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }
        foreach (string path in Directory.GetFiles(directory, "*" + Suffix))
        {
            if (!ArchiveId.TryParse(Path.GetFileNameWithoutExtension(path), out ArchiveId archive) || !archives.Contains(archive))
            {
                File.Delete(path);
            }
        }
    }

    private bool IsThere(ArchiveId archive)
    {
        try
        {
            using FileStream file = new(PathOf(archive), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] header = new byte[PathListScanner.HeaderBytes];
            return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && PathListScanner.IsListOf(header, archive);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private async Task MakeAsync(ArchiveSummary archive, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string path = PathOf(archive.Id);
        string partial = $"{path}.{Path.GetRandomFileName()}.new";
        try
        {
            FileStream source = await manifests.OpenAsync(archive, cancellationToken);
            using (ManifestReader manifest = ManifestReader.Open(source, source.Name))
            await using (FileStream target = new(partial, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                await Task.Run(() => PathListWriter.Write(manifest, target, cancellationToken), cancellationToken);
            }
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private string PathOf(ArchiveId archive) => Path.Combine(directory, archive + Suffix);
}
