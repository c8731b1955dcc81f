using System.Collections.Generic;
using System.Threading;
using Monitas.BootServer.Agents;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Looks at every span of a manifest before it becomes an archive: the chunk must be one that the job sent or that is in the list of
/// the machine's chunks, it must be in the store or in the job's volume, and the span must lie inside it.
/// </summary>
/// <param name="upload">The job's upload; the caller has its turn.</param>
/// <param name="index">Where chunks lie.</param>
internal sealed class ManifestCheck(BackupUpload upload, ChunkIndex index)
{
    private readonly Dictionary<ChunkId, int> _rawLengths = [];
    private readonly HashSet<VolumeId> _volumes = [];

    /// <summary>The sealed volumes that hold content of the archive; the job's own volume is not among them.</summary>
    public IReadOnlySet<VolumeId> Volumes => _volumes;

    /// <summary>All chunks of the manifest.</summary>
    public IReadOnlyCollection<ChunkId> Chunks => _rawLengths.Keys;

    /// <summary>The number of entries that would not hold still while they were read.</summary>
    public long InconsistentFiles { get; private set; }

    /// <summary>Checks all entries.</summary>
    /// <exception cref="AgentRequestException">The manifest refers to something that it may not refer to.</exception>
    /// <exception cref="Monitas.Imaging.VolumeFormatException">The manifest is damaged.</exception>
    public void Run(ManifestReader manifest, CancellationToken cancellationToken)
    {
        if (manifest.Header.Machine != upload.Machine)
        {
            throw new AgentRequestException(ErrorCode.Forbidden, "The manifest is that of another machine.");
        }
        foreach (ManifestEntry entry in manifest.Entries())
        {
            cancellationToken.ThrowIfCancellationRequested();
            InconsistentFiles += entry.Inconsistent ? 1 : 0;
            foreach (ContentSpan span in entry.Spans)
            {
                if (span.ChunkOffset + (long)span.Length > RawLengthOf(span.Chunk))
                {
                    throw new AgentRequestException(ErrorCode.BadRequest, $"{BytePath.ToDisplay(entry.Path)} refers to bytes beyond the end of the chunk {span.Chunk}.");
                }
            }
        }
    }

    private int RawLengthOf(ChunkId chunk)
    {
        if (_rawLengths.TryGetValue(chunk, out int known))
        {
            return known;
        }
        if (!upload.Knows(chunk) && !upload.IsListed(chunk))
        {
            throw new AgentRequestException(ErrorCode.Forbidden, $"The manifest refers to the chunk {chunk}, which this job has not sent.");
        }
        if (index.TryLocate(chunk, out ChunkLocation location))
        {
            _volumes.Add(location.Volume);
            return _rawLengths[chunk] = location.RawLength;
        }
        if (upload.IsInVolume(chunk, out int sent))
        {
            return _rawLengths[chunk] = sent;
        }
        // It was there when the job asked, and was found to be damaged since.
        throw new AgentRequestException(ErrorCode.Conflict, $"The chunk {chunk} is not in the store any more: the backup has to start over.");
    }
}
