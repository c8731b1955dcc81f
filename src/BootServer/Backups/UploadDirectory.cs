using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Backups;

/// <summary>
/// What belongs to uploads that are under way: manifests while they come in, which are removed at every start, and a note for each
/// unfinished volume in the store, ID.upload, which says whose it is when the server is killed.
/// </summary>
/// <param name="path">The directory; made when it is not there.</param>
internal sealed class UploadDirectory(string path)
{
    private const string ManifestSuffix = ".manifest";
    private const string NoteSuffix = ".upload";

    /// <summary>The path of a manifest that does not exist yet.</summary>
    public string NewFile(JobId job)
    {
        Directory.CreateDirectory(path);
        return Path.Combine(path, $"{job}.{Path.GetRandomFileName()}{ManifestSuffix}");
    }

    /// <summary>Notes durably whose volume this is; to be done before the volume is begun.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Note(VolumeId volume, UploadNote note)
    {
        Directory.CreateDirectory(path);
        using (FileStream file = new(NotePath(volume), FileMode.Create, FileAccess.Write))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(note, BackupJson.Default.UploadNote));
            file.Flush(flushToDisk: true);
        }
        DirectorySync.Flush(path);
    }

    /// <summary>Whose volume this is; null when nothing (readable) was noted.</summary>
    public UploadNote? FindNote(VolumeId volume)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(NotePath(volume)), BackupJson.Default.UploadNote);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The volume is sealed or removed: its note goes, if there is one.</summary>
    public void Forget(VolumeId volume)
    {
        if (Directory.Exists(path))
        {
            File.Delete(NotePath(volume));
        }
    }

    /// <summary>Removes what an earlier run has left, all but the notes of these volumes; tells which manifests it removed.</summary>
    public IReadOnlyList<string> Clear(IReadOnlySet<VolumeId> unfinished)
    {
        HashSet<string> keep = [.. unfinished.Select(NotePath)];
        List<string> files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path).Where(file => !keep.Contains(file))] : [];
        files.ForEach(File.Delete);
        return [.. files.Where(file => file.EndsWith(ManifestSuffix, StringComparison.Ordinal)).Select(file => Path.GetFileName(file))];
    }

    private string NotePath(VolumeId volume) => Path.Combine(path, volume + NoteSuffix);
}
