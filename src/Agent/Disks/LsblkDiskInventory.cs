using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Machines;

namespace Monitas.Agent.Disks;

/// <summary>The disks of this machine.</summary>
internal sealed class LsblkDiskInventory : IDiskInventory
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<DiskFacts>> ReadAsync(CancellationToken ct) => DiskFactsMaker.Make(await BlockDeviceReader.ReadAsync(ct).ConfigureAwait(false));
}
