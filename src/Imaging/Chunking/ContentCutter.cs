using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Monitas.Imaging.Chunking;

/// <summary>
/// Says where chunks end in a content stream, which is the bytes of one file after the other. A file of <see cref="SharedBelowBytes"/> and more has
/// chunks of its own, cut by a <see cref="ChunkCutter"/>. Shorter files share chunks, since many little chunks compress badly; such a chunk ends
/// behind a file whose content says so, whatever stands beside it, so that two machines which have most of their files alike, with others between
/// them, have most of their chunks alike. It keeps no bytes and is not thread safe.
/// </summary>
public sealed class ContentCutter
{
    /// <summary>A file of so many bytes has chunks of its own.</summary>
    public const int SharedBelowBytes = 64 * 1024;

    /// <summary>A chunk that files share is never longer, in bytes.</summary>
    public const int MaxSharedBytes = 512 * 1024;

    /// <summary>A chunk that files share ends behind a file in which one of so many bytes has a hash with its top bits zero.</summary>
    private const int SharedTargetBits = 17;

    private const ulong SharedMask = ulong.MaxValue << (64 - SharedTargetBits);

    private readonly ChunkCutter _own = new();
    private bool _isShared;
    private bool _isMarked;
    private ulong _hash;
    private int _openBytes;

    /// <summary>Begins a file; true when the open chunk, if there is one, ends before it.</summary>
    /// <param name="sizeBytes">How many bytes the file is said to have; of a file that shares a chunk no more than these may be fed.</param>
    public bool BeginFile(long sizeBytes)
    {
        bool wasShared = _isShared;
        _isShared = sizeBytes < SharedBelowBytes;
        _isMarked = false;
        _hash = 0;
        bool ends = !_isShared || !wasShared || _openBytes + sizeBytes > MaxSharedBytes;
        if (ends)
        {
            Reset();
        }
        return ends;
    }

    /// <summary>
    /// Looks at the next bytes of the file and returns how many of them belong to the chunk at hand. When <paramref name="ends"/> is true the chunk is
    /// complete with them and the rest is to be fed again.
    /// </summary>
    public int Feed(ReadOnlySpan<byte> data, out bool ends)
    {
        if (!_isShared)
        {
            return _own.Feed(data, out ends);
        }
        _isMarked = _isMarked || FindMark(data);
        _openBytes += data.Length;
        ends = false;
        return data.Length;
    }

    /// <summary>Ends the file; true when the open chunk, if there is one, ends with it.</summary>
    public bool EndFile()
    {
        bool ends = !_isShared || _isMarked;
        if (ends)
        {
            Reset();
        }
        return ends;
    }

    /// <summary>Forgets the chunk at hand: the next byte fed is the first of a chunk.</summary>
    public void Reset()
    {
        _own.Reset();
        _openBytes = 0;
    }

    private bool FindMark(ReadOnlySpan<byte> data)
    {
        ref ulong gear = ref MemoryMarshal.GetArrayDataReference(Gear.Table);
        ulong hash = _hash;
        foreach (byte value in data)
        {
            hash = unchecked((hash << 1) + Unsafe.Add(ref gear, value));
            if ((hash & SharedMask) == 0)
            {
                return true;
            }
        }
        _hash = hash;
        return false;
    }
}
