using System;
using System.IO;
using System.Text.Json;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Rebuilds.Keys;

/// <summary>
/// Keeps the passphrases of a rebuild from the moment they are made until the sysadmin has them: a file for each job, which only the
/// server's user can read. They must outlive a restart of the server: the PC's disks may be encrypted with them by then.
/// </summary>
/// <param name="directory">Where; made when it is needed.</param>
internal sealed class RebuildKeyFiles(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The passphrases of a job; null when there are none.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public RebuildKeys? Find(JobId job)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(job)), ContractsJson.Default.RebuildKeys);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException)
        {
            throw new IOException($"{PathOf(job)} is damaged.");
        }
    }

    /// <summary>Keeps them; they are durable, and read back, when this returns.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Save(JobId job, RebuildKeys keys)
    {
        Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        string path = PathOf(job);
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(keys, ContractsJson.Default.RebuildKeys);
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (FileStream file = new(path + ".new", options))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
        if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
        {
            throw new IOException($"{path} does not hold what was written to it.");
        }
    }

    /// <summary>Forgets them; nothing happens when there are none.</summary>
    public void Remove(JobId job)
    {
        if (Directory.Exists(directory))
        {
            File.Delete(PathOf(job));
        }
    }

    private string PathOf(JobId job) => Path.Combine(directory, job + ".json");
}
