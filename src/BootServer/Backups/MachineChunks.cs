using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Backups.Wire;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Which chunks a machine has: those of all its archives, those of what its interrupted uploads have left, and those that it sent and that
/// were in the store already. Only these may it refer to without sending them again.
/// <para>
/// Reading a thousand manifests at each backup would take minutes, and an owner for each chunk of the store in memory would take it for
/// machines that are not backed up just now. So there is one file for each machine with the ids of its chunks, each once, appended to when
/// something is committed or interrupted; it is read when a backup begins (32 bytes a chunk of about 1 MiB, in memory too while the backup
/// runs). The file is derived: what the catalog has and the file has not is read from manifests and volumes and added.
/// </para>
/// Thread-safe.
/// </summary>
/// <param name="catalog">Which archives and volumes there are.</param>
/// <param name="volumes">Which chunks there are.</param>
/// <param name="manifests">Which chunks archives hold.</param>
/// <param name="directory">Where the files lie; made when it is not there.</param>
/// <param name="log">The log.</param>
internal sealed class MachineChunks(ICatalog catalog, VolumeStore volumes, ManifestCache manifests, string directory, ILogger<MachineChunks> log)
{
    private readonly ConcurrentDictionary<MachineId, SemaphoreSlim> _gates = [];

    /// <summary>The chunks of a machine that are in the store now.</summary>
    public async Task<ChunkSet> OpenAsync(MachineId machine, CancellationToken cancellationToken)
    {
        SemaphoreSlim gate = Gate(machine);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ChunkListFile file = FileOf(machine);
            ChunkListContent content = Read(machine, file);
            List<ChunkListSegment> segments = [.. content.Segments];
            await CompleteAsync(machine, file, segments, cancellationToken).ConfigureAwait(false);
            int all = segments.Sum(segment => segment.Chunks.Count);
            int present = segments.Sum(segment => segment.Chunks.Count(IsPresent));
            Shrink(machine, file, segments, present);
            return new ChunkSet(KeepPresent(segments, all > content.Chunks.Length ? new ChunkId[present] : content.Chunks, out int count), count);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Adds chunks that the machine has shown to have. The list is derived: a failure is logged, and made up for later.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="source">The archive or volume all of whose chunks are in the list then; <see cref="Guid.Empty"/> for none.</param>
    /// <param name="chunks">Those that are not in the list yet.</param>
    public async Task AddAsync(MachineId machine, Guid source, IReadOnlyList<ChunkId> chunks)
    {
        SemaphoreSlim gate = Gate(machine);
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            Write(machine, () => FileOf(machine).Append(source, chunks));
        }
        finally
        {
            gate.Release();
        }
    }

    private SemaphoreSlim Gate(MachineId machine) => _gates.GetOrAdd(machine, _ => new SemaphoreSlim(1));

    private ChunkListFile FileOf(MachineId machine) => new(Path.Combine(directory, machine + ".chunks"));

    private bool IsPresent(ChunkId chunk) => volumes.Index.TryLocate(chunk, out _);

    /// <summary>Puts the chunks that are there into an array, which may be the one that the pieces are parts of.</summary>
    private ChunkId[] KeepPresent(List<ChunkListSegment> segments, ChunkId[] target, out int count)
    {
        count = 0;
        foreach (ChunkListSegment segment in segments)
        {
            foreach (ChunkId chunk in segment.Chunks)
            {
                // One that comes into the store just now, after all were counted, is sent again at worst.
                if (count < target.Length && IsPresent(chunk))
                {
                    target[count++] = chunk;
                }
            }
        }
        return target;
    }

    private ChunkListContent Read(MachineId machine, ChunkListFile file)
    {
        try
        {
            return file.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            BackupLog.ChunkListFailed(log, machine, e);
            return new ChunkListContent([], []);
        }
    }

    private void Write(MachineId machine, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            BackupLog.ChunkListFailed(log, machine, e);
        }
    }

    /// <summary>Adds what the list lacks of archives and volumes of the catalog.</summary>
    private async Task CompleteAsync(MachineId machine, ChunkListFile file, List<ChunkListSegment> segments, CancellationToken cancellationToken)
    {
        HashSet<Guid> sources = [.. segments.Select(segment => segment.Source)];
        HashSet<ChunkId>? listed = null;
        foreach (ArchiveRecord archive in catalog.ListArchives(machine).Where(archive => !sources.Contains(archive.Id.Value)))
        {
            Add(archive.Id.Value, await ReadAsync(machine, archive.Id.ToString(), () => ReadManifestAsync(archive, cancellationToken)).ConfigureAwait(false));
        }
        foreach (VolumeRecord volume in catalog.ListVolumes().Where(volume => volume.Interrupted && volume.Machine == machine && !sources.Contains(volume.Id.Value)))
        {
            Add(volume.Id.Value, await ReadAsync(machine, volume.Id.ToString(), () => ReadVolumeAsync(volume.Id, cancellationToken)).ConfigureAwait(false));
        }

        void Add(Guid source, IReadOnlyList<ChunkId>? chunks)
        {
            if (chunks is not null)
            {
                listed ??= [.. segments.SelectMany(segment => segment.Chunks)];
                ChunkListSegment added = new(source, [.. chunks.Where(listed.Add)]);
                segments.Add(added);
                Write(machine, () => file.Append(source, added.Chunks));
            }
        }
    }

    /// <summary>Null when it cannot be read; what depends on it is sent again then.</summary>
    private async Task<IReadOnlyList<ChunkId>?> ReadAsync(MachineId machine, string source, Func<Task<IReadOnlyList<ChunkId>>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is VolumeFormatException or IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            BackupLog.ChunksUnreadable(log, source, machine, e.Message);
            return null;
        }
    }

    private async Task<IReadOnlyList<ChunkId>> ReadManifestAsync(ArchiveRecord archive, CancellationToken cancellationToken)
    {
        FileStream file = await manifests.OpenAsync(archive, cancellationToken).ConfigureAwait(false);
        using ManifestReader manifest = ManifestReader.Open(file, file.Name);
        return [.. manifest.ChunkIds().Distinct()];
    }

    private async Task<IReadOnlyList<ChunkId>> ReadVolumeAsync(VolumeId volume, CancellationToken cancellationToken)
    {
        await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, volume, cancellationToken).ConfigureAwait(false);
        return [.. (await reader.ReadIndexAsync(cancellationToken).ConfigureAwait(false)).Select(entry => entry.Id)];
    }

    /// <summary>Writes the list anew when most of it is not in the store any more.</summary>
    private void Shrink(MachineId machine, ChunkListFile file, List<ChunkListSegment> segments, int present)
    {
        if (segments.Sum(segment => segment.Chunks.Count) > 2L * present + 1024)
        {
            HashSet<ChunkId> written = [];
            Write(machine, () => file.Replace(segments
                .Select(segment => segment with { Chunks = [.. segment.Chunks.Where(chunk => IsPresent(chunk) && written.Add(chunk))] })
                .Where(segment => segment.Source != Guid.Empty || segment.Chunks.Count > 0)));
        }
    }
}
