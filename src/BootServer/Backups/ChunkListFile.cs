using System;
using System.Collections.Generic;
using System.IO;
using Monitas.BootServer.Backups.Wire;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>The file of one machine's chunk list. Appended to; a torn end is cut off when it is read. Not thread-safe.</summary>
/// <param name="path">The file; made, readable by its owner only, when it is first written to.</param>
internal sealed class ChunkListFile(string path)
{
    /// <summary>Reads all pieces that are sound, and cuts off what is behind them.</summary>
    public List<ChunkListSegment> Read()
    {
        List<ChunkListSegment> segments = [];
        if (!File.Exists(path))
        {
            return segments;
        }
        byte[] bytes = File.ReadAllBytes(path);
        int at = 0;
        while (ChunkListSegment.TryParse(bytes.AsSpan(at), out ChunkListSegment segment, out int length))
        {
            segments.Add(segment);
            at += length;
        }
        if (at < bytes.Length)
        {
            using FileStream file = Open(FileMode.Open);
            file.SetLength(at);
        }
        return segments;
    }

    /// <summary>Appends a piece; when that fails the file is as it was.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Append(Guid source, IReadOnlyList<ChunkId> chunks)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = Open(FileMode.OpenOrCreate);
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

    private FileStream Open(FileMode mode) => new(path, new FileStreamOptions
    {
        Mode = mode,
        Access = FileAccess.Write,
        BufferSize = 0,
        UnixCreateMode = mode == FileMode.Open ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });
}
