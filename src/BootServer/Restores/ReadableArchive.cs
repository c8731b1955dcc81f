using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Restores;

/// <summary>What a running job may read.</summary>
/// <param name="Archive">The job's archive.</param>
/// <param name="Chunks">The chunks that its content lies in.</param>
internal sealed record ReadableArchive(ArchiveRecord Archive, IReadOnlySet<ChunkId> Chunks);
