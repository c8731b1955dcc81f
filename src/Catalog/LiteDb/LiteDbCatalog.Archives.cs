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
        ArchiveRecord numbered = archive.Number > 0
            ? archive
            : archive with { Number = checked((int)NextNumber(database, $"archive {archive.Machine}")) };
        database.GetCollection(Archives).Upsert(Document(
            numbered.Id.ToString(), numbered, CatalogJson.Default.ArchiveRecord, ("machine", numbered.Machine.ToString())));
        return numbered;
    });

    /// <inheritdoc/>
    public ArchiveRecord? FindArchive(ArchiveId id) => Read(database =>
        Record(database.GetCollection(Archives).FindById(id.ToString()), CatalogJson.Default.ArchiveRecord));

    /// <inheritdoc/>
    public ArchiveRecord? FindNewestArchive(MachineId machine) => ListArchives(machine) is [.., ArchiveRecord newest] ? newest : null;

    /// <inheritdoc/>
    public IReadOnlyList<ArchiveRecord> ListArchives(MachineId? machine = null) => Read(database =>
    {
        ILiteQueryable<BsonDocument> query = database.GetCollection(Archives).Query();
        query = machine is { } id ? query.Where("$.machine = @0", id.ToString()) : query;
        return Records(query.ToEnumerable(), CatalogJson.Default.ArchiveRecord).OrderBy(a => a.Time).ThenBy(a => a.Number).ToList();
    });

    /// <inheritdoc/>
    public VolumeRecord? FindVolume(VolumeId id) => Read(database =>
        Record(database.GetCollection(Volumes).FindById(id.ToString()), CatalogJson.Default.VolumeRecord));

    /// <inheritdoc/>
    public void AddVolume(VolumeRecord volume) => Write(database => Put(database, volume));

    /// <inheritdoc/>
    public IReadOnlyList<VolumeRecord> ListVolumes() => Read(database =>
        Records(database.GetCollection(Volumes).FindAll(), CatalogJson.Default.VolumeRecord).OrderBy(v => v.Sealed).ToList());

    private static bool Put(LiteDatabase database, VolumeRecord volume) =>
        database.GetCollection(Volumes).Upsert(Document(volume.Id.ToString(), volume, CatalogJson.Default.VolumeRecord));
}
