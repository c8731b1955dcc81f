using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Jobs;

/// <summary>
/// The server as one job sees it. Every call may be repeated, and implementations repeat it themselves while the server cannot be
/// reached; what is thrown in the end is an <see cref="ArchiveServerException"/>. One call at a time may be under way for each
/// method; different methods may run side by side.
/// </summary>
internal interface IArchiveServer
{
    /// <summary>Opens the manifest file of the machine's newest archive; null when there is none. The caller disposes the stream.</summary>
    Task<Stream?> OpenBaseManifestAsync(CancellationToken cancellationToken);

    /// <summary>Asks which chunks must be sent; the answer has one element for each id, true where the chunk is missing.</summary>
    Task<bool[]> MissingAsync(IReadOnlyList<ChunkId> ids, CancellationToken cancellationToken);

    /// <summary>Sends chunk frames as they stand in a pack (FORMAT.md); the frames are not changed and not kept.</summary>
    Task SendChunksAsync(IReadOnlyList<ReadOnlyMemory<byte>> frames, CancellationToken cancellationToken);

    /// <summary>Records how the machine's disks are laid out.</summary>
    Task PutLayoutAsync(MachineLayout layout, CancellationToken cancellationToken);

    /// <summary>Sends the manifest file and makes the archive durable. The stream must be able to seek; it is read from its begin.</summary>
    Task<ArchiveReceipt> CommitAsync(Stream manifest, CancellationToken cancellationToken);

    /// <summary>Opens the manifest file of the archive that the job is about. The caller disposes the stream.</summary>
    Task<Stream> OpenManifestAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Opens the frames of these chunks, in the order asked for. The stream is not checked: the caller compares every chunk with
    /// its id, and asks again for those that did not come when the stream breaks.
    /// </summary>
    Task<Stream> FetchChunksAsync(IReadOnlyList<ChunkId> ids, CancellationToken cancellationToken);

    /// <summary>Opens the frame of a chunk that came damaged, which the server checks now before it sends it: its error says where the damage lies. Several at a time may be under way.</summary>
    Task<Stream> FetchCheckedChunkAsync(ChunkId id, CancellationToken cancellationToken);
}
