using System;
using System.Collections.Generic;
using System.Linq;
using LiteDB;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.LiteDb;

/// <content>Archives that go, volumes that take the place of others, and archives' numbers.</content>
public sealed partial class LiteDbCatalog
{
    /// <inheritdoc/>
    public int NextArchiveNumber(MachineId machine) => Read(database => LastArchiveNumber(database, machine) + 1);

    /// <inheritdoc/>
    public IReadOnlyList<RemovedArchiveRecord> RemoveArchives(IReadOnlyList<ArchiveId> archives, DateTimeOffset now) => Write(database =>
    {
        HashSet<ArchiveId> inUse = [.. OpenJobs(database).Select(job => job.Parameters.Archive).OfType<ArchiveId>()];
        List<RemovedArchiveRecord> removed = [];
        foreach (ArchiveId id in archives.Where(id => !inUse.Contains(id)))
        {
            if (Record(database.GetCollection(Archives).FindById(id.ToString()), CatalogJson.Default.ArchiveRecord) is { } archive)
            {
                removed.Add(new RemovedArchiveRecord { Archive = id, Machine = archive.Machine, Number = archive.Number, Removed = now });
                ForgetSummaries(archive.Machine);
                database.GetCollection(Archives).Delete(id.ToString());
                Put(database, removed[^1]);
            }
        }
        return removed;
    });

    /// <inheritdoc/>
    public IReadOnlyList<RemovedArchiveRecord> NoteRemovedArchives(IReadOnlyList<RemovedArchiveRecord> removed) => Write(database =>
    {
        List<RemovedArchiveRecord> taken = [];
        foreach (RemovedArchiveRecord record in removed)
        {
            ForgetSummaries(record.Machine);
            Put(database, record);
            RaiseNumber(database, record.Machine, record.Number);
            if (database.GetCollection(Archives).Delete(record.Archive.ToString()))
            {
                taken.Add(record);
            }
        }
        return taken;
    });

    /// <inheritdoc/>
    public IReadOnlyList<RemovedArchiveRecord> ListRemovedArchives() => Read(database =>
        Records(database.GetCollection(RemovedArchives).FindAll(), CatalogJson.Default.RemovedArchiveRecord).OrderBy(r => r.Removed).ThenBy(r => r.Number).ToList());

    /// <inheritdoc/>
    public void ReplaceVolumes(VolumeReplacement replacement) => Write(database =>
    {
        foreach (VolumeRecord volume in replacement.Added)
        {
            Put(database, volume);
        }
        foreach ((ArchiveId id, ArchivePlace place) in replacement.Places)
        {
            if (Record(database.GetCollection(Archives).FindById(id.ToString()), CatalogJson.Default.ArchiveRecord) is { } archive)
            {
                Put(database, archive with { Volume = place.Volume, Volumes = place.Volumes });
            }
        }
        foreach (VolumeId id in replacement.Dropped)
        {
            if (Record(database.GetCollection(Volumes).FindById(id.ToString()), CatalogJson.Default.VolumeRecord) is { } volume)
            {
                Put(database, volume with { Dropped = replacement.Time });
            }
        }
        ILiteCollection<BsonDocument> removed = database.GetCollection(RemovedArchives);
        foreach ((ArchiveId id, VolumeId tombstone) in replacement.Tombstones)
        {
            if (Record(removed.FindById(id.ToString()), CatalogJson.Default.RemovedArchiveRecord) is { } record)
            {
                Put(database, record with { Tombstone = tombstone });
            }
        }
        foreach (ArchiveId id in replacement.Forgotten)
        {
            removed.Delete(id.ToString());
        }
        return true;
    });

    /// <inheritdoc/>
    public void Rebuild(RebuiltCatalog rebuilt) => Write(database =>
    {
        foreach (MachineRecord machine in rebuilt.Machines.Where(m => database.GetCollection(Machines).FindById(m.Id.ToString()) is null))
        {
            RequireFreeName(database, machine);
            NoteBootKeys(machine);
            database.GetCollection(Machines).Insert(Document(machine));
        }
        _summaries.Clear();
        database.GetCollection(Archives).DeleteAll();
        database.GetCollection(Volumes).DeleteAll();
        database.GetCollection(RemovedArchives).DeleteAll();
        foreach (VolumeRecord volume in rebuilt.Volumes)
        {
            Put(database, volume);
        }
        foreach (RemovedArchiveRecord removed in rebuilt.Removed)
        {
            Put(database, removed);
            RaiseNumber(database, removed.Machine, removed.Number);
        }
        // Those that know their numbers first, so that no other takes one of them.
        foreach (ArchiveRecord archive in rebuilt.Archives.OrderBy(a => a.Number == 0 ? int.MaxValue : a.Number))
        {
            Put(database, Numbered(database, archive));
            RaiseJobNumber(database, archive.Job);
        }
        return true;
    });

    private static bool Put(LiteDatabase database, RemovedArchiveRecord removed) =>
        database.GetCollection(RemovedArchives).Upsert(Document(removed.Archive.ToString(), removed, CatalogJson.Default.RemovedArchiveRecord));

    /// <summary>The archive with a number that no other archive of its machine has, and that no removed one had as far as that is known.</summary>
    private static ArchiveRecord Numbered(LiteDatabase database, ArchiveRecord archive)
    {
        bool isFree = archive.Number > 0
            && (archive.Number > LastArchiveNumber(database, archive.Machine) || !ArchivesOf(database, archive.Machine).Any(other => other.Number == archive.Number && other.Id != archive.Id));
        if (!isFree)
        {
            return archive with { Number = checked((int)NextNumber(database, NumberKey(archive.Machine))) };
        }
        RaiseNumber(database, archive.Machine, archive.Number);
        return archive;
    }

    private static void RaiseNumber(LiteDatabase database, MachineId machine, int number) => RaiseNumber(database, NumberKey(machine), number);

    private static void RaiseJobNumber(LiteDatabase database, JobId? job) => RaiseNumber(database, JobCounter, job?.Value ?? 0);

    private static int LastArchiveNumber(LiteDatabase database, MachineId machine) => checked((int)LastNumber(database, NumberKey(machine)));

    private static string NumberKey(MachineId machine) => $"archive {machine}";
}
