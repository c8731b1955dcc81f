using System.Collections.Generic;
using Monitas.Contracts.Ids;

namespace Monitas.Agent.Jobs;

/// <summary>Steps whose chunks fit into memory together.</summary>
/// <param name="Steps">The steps in path order.</param>
/// <param name="Needed">All chunks that the steps use.</param>
/// <param name="Fetch">Those of them that the batch before does not use, in the order of their first use.</param>
internal sealed record RestoreBatch(List<RestoreStep> Steps, HashSet<ChunkId> Needed, List<ChunkId> Fetch);
