using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.Catalog.Records;

/// <summary>What a compare job found, as the catalog keeps it.</summary>
/// <param name="Job">The job.</param>
/// <param name="Differences">The differences, in order of their paths.</param>
internal sealed record StoredDifferences(JobId Job, IReadOnlyList<Difference> Differences);
