using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>Files that a job needs while it runs. They have no name, so nothing is left behind by a crash or seen by a backup.</summary>
internal static class WorkFile
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Makes an empty file for reading and writing.</summary>
    internal static FileStream Create(string directory)
    {
        string path = Path.Combine(directory, Path.GetRandomFileName());
        FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.None);
        File.Delete(path);
        return file;
    }

    /// <summary>Stores a manifest that comes from the server and opens it. The source is disposed.</summary>
    /// <exception cref="Imaging.VolumeFormatException">It is damaged.</exception>
    internal static async Task<ManifestReader> OpenManifestAsync(Stream source, string directory, CancellationToken cancellationToken)
    {
        FileStream file = Create(directory);
        try
        {
            await using (source.ConfigureAwait(false))
            {
                await source.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            file.Position = 0;
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        return ManifestReader.Open(file, "the manifest from the server");
    }
}
