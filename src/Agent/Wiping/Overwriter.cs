using System;
using System.Collections.Generic;
using System.Threading;
using Monitas.Agent.Interop;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Wiping;

/// <summary>Writes every block of a disk.</summary>
internal static class Overwriter
{
    private const long ReportBytes = 64L << 20;

    /// <summary>The passes of a technique, in order.</summary>
    /// <param name="technique">One that overwrites.</param>
    /// <param name="seed">For random bytes.</param>
    public static IReadOnlyList<IWipePattern> Passes(WipeTechnique technique, ulong seed) => technique switch
    {
        WipeTechnique.OverwriteZero => [new FixedPattern(0)],
        WipeTechnique.OverwriteRandom => [new RandomPattern(seed)],
        WipeTechnique.OverwriteThreePasses => [new FixedPattern(0), new FixedPattern(0xff), new RandomPattern(seed)],
        _ => throw new ArgumentOutOfRangeException(nameof(technique), technique, "It does not overwrite."),
    };

    /// <summary>Writes the pattern over the whole disk and flushes it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="sizeBytes">Its size.</param>
    /// <param name="pattern">What is written.</param>
    /// <param name="report">Gets the bytes that are written, now and then.</param>
    /// <param name="ct">Stops between two writes.</param>
    /// <exception cref="WipeException">A place cannot be written.</exception>
    public static void Run(RawDisk disk, long sizeBytes, IWipePattern pattern, Action<long> report, CancellationToken ct)
    {
        long told = 0;
        for (long at = 0; at < sizeBytes; at += RawDisk.MaxBytes)
        {
            ct.ThrowIfCancellationRequested();
            int length = (int)Math.Min(RawDisk.MaxBytes, sizeBytes - at);
            try
            {
                disk.Write(at, length, pattern);
            }
            catch (LinuxException e)
            {
                throw new WipeException($"The disk cannot be written in the {length} bytes from {at} on ({LinuxException.Reason(e.ErrorNumber)}), so old content may be left there. Destroy it.", e);
            }

            if (at + length - told >= ReportBytes || at + length == sizeBytes)
            {
                told = at + length;
                report(told);
            }
        }

        disk.Flush();
    }
}
