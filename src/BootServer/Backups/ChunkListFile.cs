using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Security.Cryptography;
using Monitas.BootServer.Backups.Wire;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>The file of one machine's chunk list. Appended to; a torn end is cut off when it is read. Not thread-safe.</summary>
/// <param name="path">The file; made, readable by its owner only, when it is first written to.</param>
internal sealed class ChunkListFile(string path)
{
    private const int IdsAtOnce = 2048;

    /// <summary>
    /// Reads all pieces that are sound, and cuts off what is behind them. The pieces' chunks are parts of one array, and the file is read bit by bit, so
    /// a list of a million chunks takes 32 MB and no more.
    /// </summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ChunkListContent Read()
    {
        if (!File.Exists(path))
        {
            return new ChunkListContent([], []);
        }
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        ChunkId[] chunks = new ChunkId[file.Length / ChunkId.SizeBytes];
        List<ChunkListSegment> segments = [];
        byte[] buffer = new byte[IdsAtOnce * ChunkId.SizeBytes];
        int used = 0;
        long sound = 0;
        while (TryRead(file, buffer, chunks, used, out ChunkListSegment? segment))
        {
            segments.Add(segment);
            used += segment.Chunks.Count;
            sound = file.Position;
        }
        if (sound < file.Length)
        {
            file.SetLength(sound);
        }
        return new ChunkListContent(chunks, segments);
    }

    /// <summary>Appends a piece; when that fails the file is as it was.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Append(Guid source, IReadOnlyList<ChunkId> chunks)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = Open();
        long before = file.Length;
        try
        {
            file.Position = before;
            file.Write(new ChunkListSegment(source, chunks).ToBytes());
        }
        catch (IOException)
        {
            file.SetLength(before);
            throw;
        }
    }

    /// <summary>Replaces all that is in the file.</summary>
    /// <exception cref="IOException">It cannot be written; the file is as it was.</exception>
    public void Replace(IEnumerable<ChunkListSegment> segments)
    {
        string fresh = path + ".new";
        File.Delete(fresh);
        ChunkListFile other = new(fresh);
        foreach (ChunkListSegment segment in segments)
        {
            other.Append(segment.Source, segment.Chunks);
        }
        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Reads the piece at the file's position; false when it is torn or damaged, or the file ends there.</summary>
    private static bool TryRead(FileStream file, byte[] buffer, ChunkId[] chunks, int first, [NotNullWhen(true)] out ChunkListSegment? segment)
    {
        segment = null;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (!TryFill(file, buffer.AsSpan(0, ChunkListSegment.HeaderBytes)) || !ChunkListSegment.TryParseHead(buffer, out Guid source, out uint count)
            || count > (file.Length - file.Position) / ChunkId.SizeBytes)
        {
            return false;
        }
        hash.AppendData(buffer, 0, ChunkListSegment.HeaderBytes);
        for (int done = 0; done < count;)
        {
            int ids = (int)Math.Min(count - done, IdsAtOnce);
            Span<byte> bytes = buffer.AsSpan(0, ids * ChunkId.SizeBytes);
            if (!TryFill(file, bytes))
            {
                return false;
            }
            hash.AppendData(bytes);
            for (int i = 0; i < ids; i++)
            {
                chunks[first + done + i] = new ChunkId(bytes.Slice(i * ChunkId.SizeBytes, ChunkId.SizeBytes));
            }
            done += ids;
        }
        Span<byte> digest = buffer.AsSpan(0, ChunkListSegment.DigestBytes);
        if (!TryFill(file, digest) || !hash.GetHashAndReset().AsSpan().SequenceEqual(digest))
        {
            return false;
        }
        segment = new ChunkListSegment(source, new ArraySegment<ChunkId>(chunks, first, (int)count));
        return true;
    }

    private static bool TryFill(FileStream file, Span<byte> bytes) => file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;

    private FileStream Open() => new(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.Write,
        BufferSize = 0,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });
}
