using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>Files that a job needs while it runs. They have no name, so nothing is left behind by a crash or seen by a backup.</summary>
internal static class WorkFile
{
    private const int BufferBytes = 64 * 1024;
    private const int MaxAttempts = 4;

    /// <summary>Makes an empty file for reading and writing; the directory too, which the boot image does not have.</summary>
    internal static FileStream Create(string directory)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, Path.GetRandomFileName());
        FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.None);
        File.Delete(path);
        return file;
    }

    /// <summary>Stores a manifest that comes from the server and opens it. A download that breaks is begun again.</summary>
    /// <param name="open">Opens the download; null when there is none.</param>
    /// <param name="directory">Where to store it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="IOException">It broke again and again, or cannot be stored.</exception>
    /// <exception cref="Imaging.VolumeFormatException">It is damaged.</exception>
    internal static async Task<ManifestReader?> OpenManifestAsync(
        Func<CancellationToken, Task<Stream?>> open, string directory, CancellationToken cancellationToken)
    {
        FileStream file = Create(directory);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    if (!await TryDownloadAsync(open, file, cancellationToken).ConfigureAwait(false))
                    {
                        await file.DisposeAsync().ConfigureAwait(false);
                        return null;
                    }
                    return ManifestReader.Open(file, "the manifest from the server");
                }
                catch (IOException) when (attempt < MaxAttempts)
                {
                    file.SetLength(0);
                }
            }
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<bool> TryDownloadAsync(Func<CancellationToken, Task<Stream?>> open, FileStream file, CancellationToken cancellationToken)
    {
        Stream? source = await open(cancellationToken).ConfigureAwait(false);
        if (source is null)
        {
            return false;
        }
        await using (source.ConfigureAwait(false))
        {
            await source.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        }
        await file.FlushAsync(cancellationToken).ConfigureAwait(false);
        file.Position = 0;
        return true;
    }
}
