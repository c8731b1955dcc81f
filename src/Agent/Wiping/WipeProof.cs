using System;
using System.Collections.Generic;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Wiping;

/// <summary>
/// Proves by reading that a disk was erased. Before, it writes marks that nobody can know and reads them back, so a disk that ignores writes is found
/// out; after, none of them may be left, and no old content either. A disk that says that it is done and is not, is found out whatever it says.
/// </summary>
/// <param name="samples">Where.</param>
/// <param name="marks">What the marks are.</param>
internal sealed class WipeProof(WipeSamples samples, IWipePattern marks)
{
    private const int SectorBytes = 512;

    private readonly Dictionary<long, byte[]> _before = [];

    /// <summary>Reads the old content at the untouched places, writes the marks at the others, and reads those back.</summary>
    /// <exception cref="WipeException">The disk does not keep what is written to it.</exception>
    /// <exception cref="LinuxException">The disk cannot be read or written there.</exception>
    public void Prepare(RawDisk disk)
    {
        _before.Clear();
        foreach (long place in samples.Untouched)
        {
            _before[place] = disk.Read(place, WipeSamples.BlockBytes);
        }

        foreach (long place in samples.Marked)
        {
            disk.Write(place, WipeSamples.BlockBytes, marks);
        }

        disk.Flush();
        foreach (long place in samples.Marked)
        {
            if (!disk.Read(place, WipeSamples.BlockBytes).AsSpan().SequenceEqual(Expected(marks, place)))
            {
                throw new WipeException($"The disk does not keep what is written to it (seen at byte {place}): it ignores writes, so it cannot be erased. Destroy it.");
            }
        }
    }

    /// <summary>After an erasure by the disk itself: no sector of any sample may be what it was.</summary>
    /// <exception cref="WipeException">Something is left.</exception>
    /// <exception cref="LinuxException">The disk cannot be read there.</exception>
    public void RequireChanged(RawDisk disk)
    {
        // What the disk has just done may be noted in its cache only, and the PC is about to lose its power.
        disk.Flush();
        int left = 0;
        long first = -1;
        foreach (long place in samples.Marked)
        {
            Count(disk, place, Expected(marks, place));
        }

        foreach ((long place, byte[] before) in _before)
        {
            Count(disk, place, before);
        }

        if (left > 0)
        {
            throw new WipeException($"The disk says that it is erased, and it is not: {left} of {samples.Count} samples still hold what they held before (the first at byte {first}). "
                + "It does not count as erased. Wipe it with --method random, or destroy it.");
        }

        void Count(RawDisk from, long place, byte[] was)
        {
            if (HoldsAnyOf(from.Read(place, WipeSamples.BlockBytes), was))
            {
                left++;
                first = first < 0 ? place : Math.Min(first, place);
            }
        }
    }

    /// <summary>After an overwriting: every sample must be the bytes that were written last.</summary>
    /// <exception cref="WipeException">Other bytes are there.</exception>
    /// <exception cref="LinuxException">The disk cannot be read there.</exception>
    public void RequirePattern(RawDisk disk, IWipePattern pattern)
    {
        foreach (IReadOnlyList<long> places in new[] { samples.Marked, samples.Untouched })
        {
            foreach (long place in places)
            {
                if (!disk.Read(place, WipeSamples.BlockBytes).AsSpan().SequenceEqual(Expected(pattern, place)))
                {
                    throw new WipeException($"The disk does not hold what was written over it (seen at byte {place}). It does not count as erased. Destroy it.");
                }
            }
        }
    }

    /// <summary>Is any sector still what it was? One of equal bytes throughout tells nothing: an erased sector looks like that too.</summary>
    private static bool HoldsAnyOf(ReadOnlySpan<byte> now, ReadOnlySpan<byte> was)
    {
        for (int at = 0; at < now.Length; at += SectorBytes)
        {
            ReadOnlySpan<byte> sector = was.Slice(at, SectorBytes);
            if (sector.ContainsAnyExcept(sector[0]) && now.Slice(at, SectorBytes).SequenceEqual(sector))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Expected(IWipePattern pattern, long place)
    {
        byte[] bytes = new byte[WipeSamples.BlockBytes];
        pattern.Fill(bytes, place);
        return bytes;
    }
}
