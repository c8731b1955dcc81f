using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.LiteDb;

/// <content>Certificates of erased disks.</content>
public sealed partial class LiteDbCatalog
{
    /// <inheritdoc/>
    public void SaveWipeCertificate(WipeCertificateRecord certificate) => Write(database => database.GetCollection(WipeCertificates).Upsert(
        Document(LogKey(certificate.Job, certificate.Disk), certificate, CatalogJson.Default.WipeCertificateRecord)));

    /// <inheritdoc/>
    public WipeCertificateRecord? FindWipeCertificate(JobId job, int disk) =>
        Read(database => Record(database.GetCollection(WipeCertificates).FindById(LogKey(job, disk)), CatalogJson.Default.WipeCertificateRecord));

    /// <inheritdoc/>
    public IReadOnlyList<WipeCertificateRecord> ListWipeCertificates() =>
        Read(database => Records(database.GetCollection(WipeCertificates).Query().OrderByDescending("_id").ToEnumerable(), CatalogJson.Default.WipeCertificateRecord));
}
