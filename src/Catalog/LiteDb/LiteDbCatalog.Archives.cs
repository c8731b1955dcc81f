using System;
using System.Collections.Generic;
using System.Linq;
using LiteDB;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.LiteDb;

/// <content>Archives and volumes.</content>
public sealed partial class LiteDbCatalog
{
    /// <inheritdoc/>
    public ArchiveRecord CommitArchive(ArchiveRecord archive, IReadOnlyList<VolumeRecord> newVolumes) => Write(database =>
    {
        foreach (VolumeRecord volume in newVolumes)
        {
            Put(database, volume);
        }
        ArchiveRecord numbered = Numbered(database, archive);
        Put(database, numbered);
        RaiseJobNumber(database, archive.Job);
        return numbered;
    });

    /// <inheritdoc/>
    public ArchiveRecord? FindArchive(ArchiveId id) => Read(database =>
        Record(database.GetCollection(Archives).FindById(id.ToString()), CatalogJson.Default.ArchiveRecord));

    /// <inheritdoc/>
    public ArchiveRecord? UpdateArchive(ArchiveId id, Func<ArchiveRecord, ArchiveRecord> change) => Write(database =>
    {
        ArchiveRecord? old = Record(database.GetCollection(Archives).FindById(id.ToString()), CatalogJson.Default.ArchiveRecord);
        ArchiveRecord? changed = old is null ? null : change(old) with { Id = id, Machine = old.Machine, Number = old.Number };
        if (changed is not null)
        {
            Put(database, changed);
        }
        return changed;
    });

    /// <inheritdoc/>
    public ArchiveRecord? FindNewestArchive(MachineId machine) => Read(_ => ListArchiveSummaries(machine) is [.., ArchiveSummary newest] ? FindArchive(newest.Id) : null);

    /// <inheritdoc/>
    public IReadOnlyList<ArchiveRecord> ListArchives(MachineId? machine = null) => Read(database =>
        machine is null
            ? ArchivesOf(database, machine).OrderBy(a => a.Time).ThenBy(a => a.Number).ToList()
            : ArchivesOf(database, machine).OrderBy(a => a.Number).ThenBy(a => a.Time).ToList());

    /// <inheritdoc/>
    public VolumeRecord? FindVolume(VolumeId id) => Read(database =>
        Record(database.GetCollection(Volumes).FindById(id.ToString()), CatalogJson.Default.VolumeRecord));

    /// <inheritdoc/>
    public void AddVolume(VolumeRecord volume) => Write(database => Put(database, volume));

    /// <inheritdoc/>
    public IReadOnlyList<VolumeRecord> ListVolumes() => Read(database =>
        AllVolumes(database).Where(v => v.Dropped is null).OrderBy(v => v.Sealed).ToList());

    /// <inheritdoc/>
    public IReadOnlyList<VolumeRecord> ListDroppedVolumes() => Read(database => AllVolumes(database).Where(v => v.Dropped is not null).ToList());

    /// <inheritdoc/>
    public bool ForgetVolume(VolumeId id) => Write(database => database.GetCollection(Volumes).Delete(id.ToString()));

    /// <inheritdoc/>
    public VolumeRecord? UpdateVolume(VolumeId id, Func<VolumeRecord, VolumeRecord> change) => Write(database =>
    {
        VolumeRecord? old = Record(database.GetCollection(Volumes).FindById(id.ToString()), CatalogJson.Default.VolumeRecord);
        VolumeRecord? changed = old is null ? null : change(old) with { Id = id };
        if (changed is not null)
        {
            Put(database, changed);
        }
        return changed;
    });

    private static List<ArchiveRecord> ArchivesOf(LiteDatabase database, MachineId? machine)
    {
        ILiteQueryable<BsonDocument> query = database.GetCollection(Archives).Query();
        query = machine is { } id ? query.Where("$.machine = @0", id.ToString()) : query;
        return Records(query.ToEnumerable(), CatalogJson.Default.ArchiveRecord);
    }

    private static List<VolumeRecord> AllVolumes(LiteDatabase database) => Records(database.GetCollection(Volumes).FindAll(), CatalogJson.Default.VolumeRecord);

    private static bool Put(LiteDatabase database, VolumeRecord volume) =>
        database.GetCollection(Volumes).Upsert(Document(volume.Id.ToString(), volume, CatalogJson.Default.VolumeRecord));

    private bool Put(LiteDatabase database, ArchiveRecord archive)
    {
        ForgetSummaries(archive.Machine);
        return database.GetCollection(Archives).Upsert(Document(
            archive.Id.ToString(), archive, CatalogJson.Default.ArchiveRecord, ("machine", archive.Machine.ToString())));
    }
}
