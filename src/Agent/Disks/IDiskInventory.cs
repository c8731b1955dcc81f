using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Machines;

namespace Monitas.Agent.Disks;

/// <summary>Where a rebuild learns which disks are there at this moment.</summary>
internal interface IDiskInventory
{
    /// <summary>All whole disks, read anew.</summary>
    Task<IReadOnlyList<DiskFacts>> ReadAsync(CancellationToken ct);
}
