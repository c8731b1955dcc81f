using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Search.Wire;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>
/// The change lists of machines, as files MACHINE.changes: a few megabytes for a thousand archives. Derived from the manifests, so a file that is missing,
/// damaged or behind is made anew, and meanwhile questions look into more archives. Reading is thread-safe; one thread at a time brings them up to date.
/// </summary>
/// <param name="manifests">Where manifests lie.</param>
/// <param name="directory">Where the files lie; made when it is not there.</param>
/// <param name="log">The log.</param>
internal sealed class ChangeLists(ManifestCache manifests, string directory, ILogger<ChangeLists> log)
{
    /// <summary>All lists that are held in memory together; one is read from its file in milliseconds.</summary>
    private const long MaxBytes = 64L * 1024 * 1024;

    /// <summary>A list that is made for many archives is saved after so many, so that a restart loses little.</summary>
    private const int ChangesPerSave = 100;

    private const string Suffix = ".changes";

    private readonly BoundedCache<MachineId, ChangeList> _held = new(MaxBytes, list => list.MemoryBytes);

    /// <summary>A machine's list; empty when there is none that is sound.</summary>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public async ValueTask<ChangeList> ReadAsync(MachineId machine, CancellationToken cancellationToken)
    {
        if (_held.Find(machine) is { } held)
        {
            return held;
        }
        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(PathOf(machine), cancellationToken);
            ChangeList list = ChangeListFile.TryParse(bytes, machine, out List<ArchiveChange> changes) ? new ChangeList(changes) : ChangeList.Empty;
            _held.Keep(machine, list);
            return list;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ChangeList.Empty;
        }
    }

    /// <summary>Makes the list tell what changed between all neighbours among these archives, the newest first. Archives that cannot be read are logged and passed over.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="archives">All its archives, oldest first.</param>
    /// <param name="cancellationToken">Gives up; what was found until the last save is kept.</param>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public async Task EnsureAsync(MachineId machine, IReadOnlyList<ArchiveSummary> archives, CancellationToken cancellationToken)
    {
        ChangeList before = await ReadAsync(machine, cancellationToken);
        List<ArchiveChange> changes = [];
        int found = 0;
        for (int i = archives.Count - 1; i > 0; i--)
        {
            ArchiveChange? change = before.Between(archives[i - 1].Id, archives[i].Id);
            if (change is null && (change = await TryCompareAsync(archives[i - 1], archives[i], cancellationToken)) is not null && ++found % ChangesPerSave == 0)
            {
                Save(machine, [.. changes, change]);
            }
            if (change is not null)
            {
                changes.Add(change);
            }
        }
        if (found > 0 || changes.Count != before.Count)
        {
            Save(machine, changes);
        }
    }

    /// <summary>Removes all lists but those of these machines.</summary>
    public void KeepOnly(IReadOnlySet<MachineId> machines)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }
        foreach (string path in Directory.GetFiles(directory))
        {
            if (!MachineId.TryParse(Path.GetFileNameWithoutExtension(path), out MachineId machine) || !machines.Contains(machine))
            {
                File.Delete(path);
                _held.Forget(machine);
            }
        }
    }

    private async Task<ArchiveChange?> TryCompareAsync(ArchiveSummary older, ArchiveSummary newer, CancellationToken cancellationToken)
    {
        try
        {
            FileStream left = await manifests.OpenAsync(older, cancellationToken);
            using ManifestReader before = ManifestReader.Open(left, left.Name);
            FileStream right = await manifests.OpenAsync(newer, cancellationToken);
            using ManifestReader now = ManifestReader.Open(right, right.Name);
            return new ArchiveChange(older.Id, newer.Id, await Task.Run(() => ChangedPaths.Between(before, now, cancellationToken), cancellationToken));
        }
        catch (Exception e) when (e is IOException or VolumeFormatException or KeyNotFoundException or UnauthorizedAccessException)
        {
            SearchLog.ChangesNotFound(log, older.Id, newer.Id, newer.Machine, e.Message);
            return null;
        }
    }

    private void Save(MachineId machine, IReadOnlyCollection<ArchiveChange> changes)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string fresh = PathOf(machine) + ".new";
        File.Delete(fresh);
        using (FileStream file = new(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            file.Write(ChangeListFile.ToBytes(machine, changes));
        }
        File.Move(fresh, PathOf(machine), overwrite: true);
        _held.Keep(machine, new ChangeList(changes));
    }

    private string PathOf(MachineId machine) => Path.Combine(directory, machine + Suffix);
}
