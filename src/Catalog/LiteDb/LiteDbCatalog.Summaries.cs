using System;
using System.Collections.Generic;
using System.Linq;
using LiteDB;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.LiteDb;

/// <content>Summaries of archives, kept in memory: a machine's thousand archives take 100 KB, and reading them from the file takes tens of milliseconds.</content>
public sealed partial class LiteDbCatalog
{
    /// <summary>Those of the machines that were asked for; read anew after any change to one of the machine's archives. To be used under the lock.</summary>
    private readonly Dictionary<MachineId, IReadOnlyList<ArchiveSummary>> _summaries = [];

    /// <inheritdoc/>
    public IReadOnlyList<ArchiveSummary> ListArchiveSummaries(MachineId machine) => Read(database =>
    {
        if (!_summaries.TryGetValue(machine, out IReadOnlyList<ArchiveSummary>? summaries))
        {
            IEnumerable<BsonDocument> documents = database.GetCollection(Archives).Query().Where("$.machine = @0", machine.ToString()).ToEnumerable();
            summaries = Records(documents, CatalogJson.Default.ArchiveSummary).OrderBy(a => a.Number).ThenBy(a => a.Time).ToList().AsReadOnly();
            _summaries[machine] = summaries;
        }
        return summaries;
    });

    /// <inheritdoc/>
    public IReadOnlyList<MachineId> ListMachinesWithArchives() => Read(database =>
        database.GetCollection(Archives).FindAll().Select(document => document["machine"].AsString).Distinct().Select(text => new MachineId(Guid.Parse(text))).ToList());

    /// <summary>Before an archive of the machine is changed, so that also a change that fails half-way leaves nothing old behind.</summary>
    private void ForgetSummaries(MachineId machine) => _summaries.Remove(machine);
}
