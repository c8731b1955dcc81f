using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>Where manifests lie while they come in. Emptied at every start.</summary>
/// <param name="path">The directory; made when it is not there.</param>
internal sealed class UploadDirectory(string path)
{
    /// <summary>The path of a file that does not exist yet.</summary>
    public string NewFile(JobId job)
    {
        Directory.CreateDirectory(path);
        return Path.Combine(path, $"{job}.{Path.GetRandomFileName()}.manifest");
    }

    /// <summary>Removes what an earlier run has left, and tells which files.</summary>
    public IReadOnlyList<string> Clear()
    {
        List<string> files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path)] : [];
        files.ForEach(File.Delete);
        return [.. files.Select(file => Path.GetFileName(file))];
    }
}
