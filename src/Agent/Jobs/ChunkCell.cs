using System.Threading.Tasks;
using Monitas.Contracts.Ids;

namespace Monitas.Agent.Jobs;

/// <summary>
/// A chunk of the content stream on its way: it is filled, then hashed, then sent. Its id is known only after it was hashed, so
/// manifest entries wait for it here.
/// </summary>
internal sealed class ChunkCell
{
    private readonly TaskCompletionSource<ChunkId> _id = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The chunk's bytes; null after they were sent or found to be known.</summary>
    internal byte[]? Buffer { get; set; }

    /// <summary>Is it shared by small files?</summary>
    internal required bool IsShared { get; init; }

    /// <summary>How many bytes of the buffer count.</summary>
    internal int Length { get; set; }

    /// <summary>The id, once it is known.</summary>
    internal Task<ChunkId> Id => _id.Task;

    /// <summary>Makes the id known.</summary>
    internal void SetId(ChunkId id) => _id.TrySetResult(id);
}
