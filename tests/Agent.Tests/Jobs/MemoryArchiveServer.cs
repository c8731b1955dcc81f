using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;

namespace Monitas.Agent.Tests.Jobs;

/// <summary>A server in memory that checks what it is sent as the real one does.</summary>
internal sealed class MemoryArchiveServer : IArchiveServer
{
    private readonly ConcurrentDictionary<ChunkId, byte[]> _frames = new();

    public byte[]? Manifest { get; set; }

    public byte[]? Base { get; set; }

    public MachineLayout? Layout { get; private set; }

    public List<ChunkId> Fetched { get; } = [];

    public int ChunkCount => _frames.Count;

    /// <summary>Runs before each answer; may throw what the real server's client throws.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>After so many bytes a fetch breaks; 0 for never. Used once.</summary>
    public int BreakFetchAfter { get; set; }

    /// <summary>A byte of the first chunk of a fetch comes wrong. Used once.</summary>
    public bool DamageNextFetch { get; set; }

    /// <summary>What the server answers to a fetch that it is to check; null when all is well.</summary>
    public ArchiveServerException? DamageFound { get; set; }

    /// <summary>The store has lost one of so many chunks, whichever: an answer ends before it, or is an error when it is the first. 0 for none.</summary>
    public int LostEvery { get; set; }

    public Task<Stream?> OpenBaseManifestAsync(CancellationToken cancellationToken)
    {
        Before("base");
        return Task.FromResult<Stream?>(Base is null ? null : new MemoryStream(Base));
    }

    public Task<bool[]> MissingAsync(IReadOnlyList<ChunkId> ids, CancellationToken cancellationToken)
    {
        Before("missing");
        bool[] missing = new bool[ids.Count];
        for (int i = 0; i < missing.Length; i++)
        {
            missing[i] = !_frames.ContainsKey(ids[i]);
        }
        return Task.FromResult(missing);
    }

    public Task SendChunksAsync(IReadOnlyList<ReadOnlyMemory<byte>> frames, CancellationToken cancellationToken)
    {
        Before("chunks");
        using ZstdCodec codec = new();
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            if (!ChunkFrame.TryDecode(frame.Span, codec, out _, out ChunkFrameHeader header, out ChunkFrameError why))
            {
                throw new ArchiveServerException($"bad frame: {why}", isTransient: false, ErrorCode.BadRequest);
            }
            _frames[header.Id] = frame.ToArray();
        }
        return Task.CompletedTask;
    }

    public Task PutLayoutAsync(MachineLayout layout, CancellationToken cancellationToken)
    {
        Before("layout");
        Layout = layout;
        return Task.CompletedTask;
    }

    public async Task<ArchiveReceipt> CommitAsync(Stream manifest, CancellationToken cancellationToken)
    {
        Before("commit");
        manifest.Position = 0;
        using MemoryStream copy = new();
        await manifest.CopyToAsync(copy, cancellationToken);
        Manifest = copy.ToArray();
        return new ArchiveReceipt { Archive = Archive(), Volume = default, VolumeBytes = 0 };
    }

    public Task<Stream> OpenManifestAsync(CancellationToken cancellationToken)
    {
        Before("manifest");
        return Task.FromResult<Stream>(new MemoryStream(Manifest!));
    }

    public Task<Stream> FetchChunksAsync(IReadOnlyList<ChunkId> ids, CancellationToken cancellationToken)
    {
        Before("fetch");
        int lost = LostEvery == 0 ? -1 : ids.ToList().FindIndex(id => id.GetHashCode() % LostEvery == 0);
        if (lost == 0)
        {
            throw new ArchiveServerException($"chunk {ids[0]} is lost", isTransient: false, ErrorCode.Corrupt);
        }
        ids = lost < 0 ? ids : [.. ids.Take(lost)];
        MemoryStream answer = new();
        foreach (ChunkId id in ids)
        {
            lock (Fetched)
            {
                Fetched.Add(id);
            }
            answer.Write(_frames[id]);
        }
        if (BreakFetchAfter > 0 && BreakFetchAfter < answer.Length)
        {
            answer.SetLength(BreakFetchAfter);
            BreakFetchAfter = 0;
        }
        if (DamageNextFetch && answer.Length > 0)
        {
            answer.GetBuffer()[FrameLength(ids[0]) - 1] ^= 1;
            DamageNextFetch = false;
        }
        answer.Position = 0;
        return Task.FromResult<Stream>(answer);
    }

    public Task<Stream> FetchCheckedChunkAsync(ChunkId id, CancellationToken cancellationToken) =>
        DamageFound is null ? FetchChunksAsync([id], cancellationToken) : throw DamageFound;

    public ArchiveId Archive()
    {
        using var reader = Imaging.Manifests.ManifestReader.Open(new MemoryStream(Manifest!), "test");
        return reader.Header.Archive;
    }

    /// <summary>Stores a chunk as a machine would have sent it.</summary>
    public ChunkId Put(byte[] content)
    {
        using ZstdCodec codec = new();
        ChunkId id = ChunkId.Of(content);
        _frames[id] = ChunkFrame.Encode(content, codec);
        return id;
    }

    public int FrameLength(ChunkId id) => _frames[id].Length;
}
