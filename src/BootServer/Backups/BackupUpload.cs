using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Agents;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// What one running backup job has sent so far. One request at a time may change it (<see cref="EnterAsync"/>); questions about
/// known chunks may be asked meanwhile.
/// </summary>
/// <param name="job">The job.</param>
/// <param name="machine">The machine that is backed up.</param>
/// <param name="started">When this attempt began; the archive's time.</param>
/// <param name="known">The machine's chunks that were in the store when the attempt began.</param>
/// <param name="index">The chunks that are in the store.</param>
#pragma warning disable CA1001 // The semaphore's wait handle is never asked for, so there is nothing to dispose.
internal sealed class BackupUpload(JobId job, MachineId machine, DateTimeOffset started, ChunkSet known, ChunkIndex index)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<ChunkId, int> _sent = [];
    private readonly HashSet<ChunkId> _inVolume = [];
    private AgentRequestException? _end;

    /// <summary>The job.</summary>
    public JobId Job => job;

    /// <summary>The machine that is backed up.</summary>
    public MachineId Machine => machine;

    /// <summary>When this attempt began (server's clock).</summary>
    public DateTimeOffset Started => started;

    /// <summary>The volume that takes what is new; null until there is something. Only within a turn.</summary>
    public VolumeWriter? Volume
    {
        get;
        set
        {
            field = value;
            if (value is null)
            {
                lock (_lock)
                {
                    _inVolume.Clear();
                }
            }
        }
    }

    /// <summary>The volumes that this upload has filled and that are sealed. Only within a turn.</summary>
    public List<SealedVolume> Filled { get; } = [];

    /// <summary>The layout as it was sent; null before. Only within a turn.</summary>
    public MachineLayout? Layout { get; set; }

    /// <summary>The archive, once its volume is sealed. Only within a turn.</summary>
    public SealedArchive? Sealed { get; set; }

    /// <summary>The plain bytes of the chunks that went into the volume. Only within a turn.</summary>
    public long NewBytes { get; set; }

    /// <summary>Chunks that were sent, were in the store already, and are not in the machine's list yet. Only within a turn.</summary>
    public List<ChunkId> Unlisted { get; } = [];

    /// <summary>What went wrong in the store; the volume is not to be used any more then. Null while all is well.</summary>
    public Exception? StoreFault { get; private set; }

    /// <summary>
    /// May this job refer to the chunk? What it may refer to is not taken out of the store. Takes this upload's lock and, after it, the index's; never both at once.
    /// </summary>
    public bool Knows(ChunkId chunk) => HasSent(chunk) || (IsListed(chunk) && index.TryLocate(chunk, out _));

    /// <summary>May this job refer to the chunk, and is it there, in the store or in this upload's volume? Else it has to be sent, perhaps once more.</summary>
    public bool Has(ChunkId chunk) => IsInVolume(chunk, out _) || ((HasSent(chunk) || IsListed(chunk)) && index.TryLocate(chunk, out _));

    /// <summary>Was the chunk in the list of the machine's chunks when the attempt began?</summary>
    public bool IsListed(ChunkId chunk) => known.Contains(chunk);

    /// <summary>Is the chunk in this upload's unfinished volume, and how many plain bytes has it?</summary>
    public bool IsInVolume(ChunkId chunk, out int rawLength)
    {
        lock (_lock)
        {
            rawLength = _inVolume.Contains(chunk) ? _sent[chunk] : 0;
            return rawLength > 0;
        }
    }

    /// <summary>Notes a chunk that was sent and checked, and that is in the store or is now to be put into the volume.</summary>
    public void AddSent(ChunkId chunk, int rawLength)
    {
        lock (_lock)
        {
            _sent[chunk] = rawLength;
        }
    }

    /// <summary>Notes that a chunk that was sent is in the volume. Only within a turn.</summary>
    public void AddToVolume(ChunkId chunk)
    {
        lock (_lock)
        {
            _inVolume.Add(chunk);
        }
    }

    private bool HasSent(ChunkId chunk)
    {
        lock (_lock)
        {
            return _sent.ContainsKey(chunk);
        }
    }

    /// <summary>Waits for the right to change the upload.</summary>
    /// <exception cref="AgentRequestException">The upload was ended.</exception>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_end is { } end)
        {
            _turn.Release();
            throw new AgentRequestException(end.Code, end.Message, end);
        }
        return new Turn(_turn);
    }

    /// <summary>Ends the upload; its unfinished volume, if there is one, is the caller's from now on. Only within a turn.</summary>
    /// <param name="why">What every later request is answered.</param>
    public VolumeWriter? End(AgentRequestException why)
    {
        _end ??= why;
        VolumeWriter? volume = Volume;
        Volume = null;
        return volume;
    }

    /// <summary>Goes on where an earlier attempt of the same job has stopped: takes over what that has sent, and ends it.</summary>
    public async ValueTask ContinueAsync(BackupUpload earlier, string why)
    {
        await earlier._turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            KeyValuePair<ChunkId, int>[] sent;
            HashSet<ChunkId> inVolume;
            lock (earlier._lock)
            {
                sent = [.. earlier._sent];
                inVolume = [.. earlier._inVolume];
            }
            Volume = earlier.End(new AgentRequestException(ErrorCode.Conflict, why));
            NewBytes = earlier.NewBytes;
            foreach ((ChunkId chunk, int rawLength) in sent)
            {
                // What a failed store has lost, or what was found to be damaged meanwhile, must come again.
                bool isHere = Volume is not null && inVolume.Contains(chunk);
                if (isHere || index.TryLocate(chunk, out _))
                {
                    AddSent(chunk, rawLength);
                }
                if (isHere)
                {
                    AddToVolume(chunk);
                }
            }
        }
        finally
        {
            earlier._turn.Release();
        }
    }

    /// <summary>Does something with the volume; if it fails, for whatever reason, that is noted in <see cref="StoreFault"/>.</summary>
    public async Task<T> StoreAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            StoreFault = e;
            throw;
        }
    }

    /// <summary>Waits for the request that is under way, if any, then ends the upload; its unfinished volume is the caller's.</summary>
    public async ValueTask<VolumeWriter?> CloseAsync(string why)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            return End(new AgentRequestException(ErrorCode.Conflict, why));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The right to change the upload; given back by disposing it.</summary>
    internal readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        /// <summary>Gives the turn back.</summary>
        public void Dispose() => turn.Release();
    }
}
