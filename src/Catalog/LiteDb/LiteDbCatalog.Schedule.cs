using System.Collections.Generic;
using LiteDB;
using Monitas.Catalog.Records;

namespace Monitas.Catalog.LiteDb;

/// <content>Up to which times the schedule is dealt with.</content>
public sealed partial class LiteDbCatalog
{
    /// <inheritdoc/>
    public IReadOnlyList<ScheduleMarkRecord> ListScheduleMarks() =>
        Read(database => Records(database.GetCollection(ScheduleMarks).FindAll(), CatalogJson.Default.ScheduleMarkRecord));

    /// <inheritdoc/>
    public void ChangeScheduleMarks(IReadOnlyList<ScheduleMarkRecord> saved, IReadOnlyList<ScheduleMarkRecord> removed) => Write(database =>
    {
        ILiteCollection<BsonDocument> marks = database.GetCollection(ScheduleMarks);
        foreach (ScheduleMarkRecord mark in saved)
        {
            marks.Upsert(Document(MarkKey(mark), mark, CatalogJson.Default.ScheduleMarkRecord));
        }
        foreach (ScheduleMarkRecord mark in removed)
        {
            marks.Delete(MarkKey(mark));
        }
        return true;
    });

    private static string MarkKey(ScheduleMarkRecord mark) => $"{mark.Machine}.{mark.Line}";
}
