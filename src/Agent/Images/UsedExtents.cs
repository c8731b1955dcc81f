using System;
using System.Collections.Generic;

namespace Monitas.Agent.Images;

/// <summary>What is to be read of a device, from what is not in use. Pure.</summary>
internal static class UsedExtents
{
    /// <summary>Unused runs that are shorter are read all the same: a hole costs more than they do.</summary>
    public const long LeastHoleBytes = 64 * 1024;

    /// <summary>Holes begin and end at such places, so that no sector of any disk is half read.</summary>
    private const long AlignBytes = 4096;

    /// <summary>The runs to read, in order, without gaps that are too short.</summary>
    /// <param name="unused">The unused runs in order, without overlap; what they do not name is used.</param>
    /// <param name="sizeBytes">The device's length.</param>
    public static List<Extent> Of(IReadOnlyList<Extent> unused, long sizeBytes)
    {
        List<Extent> used = [];
        long at = 0;
        foreach (Extent run in unused)
        {
            long begin = Math.Max(at, (run.StartBytes + AlignBytes - 1) / AlignBytes * AlignBytes);
            long end = Math.Min(run.EndBytes, sizeBytes) / AlignBytes * AlignBytes;
            if (end - begin < LeastHoleBytes)
            {
                continue;
            }

            if (begin > at)
            {
                used.Add(new Extent(at, begin - at));
            }

            at = end;
        }

        if (at < sizeBytes)
        {
            used.Add(new Extent(at, sizeBytes - at));
        }

        return used;
    }
}
