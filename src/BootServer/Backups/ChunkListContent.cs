using System.Collections.Generic;
using Monitas.BootServer.Backups.Wire;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>What a chunk list's file holds.</summary>
/// <param name="Chunks">The chunks of all pieces, one behind the other from the first place on; what is behind them means nothing.</param>
/// <param name="Segments">The pieces; their chunks are parts of that array.</param>
internal sealed record ChunkListContent(ChunkId[] Chunks, IReadOnlyList<ChunkListSegment> Segments);
