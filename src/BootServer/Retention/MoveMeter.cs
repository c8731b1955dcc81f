using System;

namespace Monitas.BootServer.Retention;

/// <summary>Counts what a prune moves into new volumes.</summary>
/// <param name="watch">Is told; null when nobody asks.</param>
/// <param name="totalBytes">What there is to move, reckoned.</param>
internal sealed class MoveMeter(IPruneWatch? watch, long totalBytes)
{
    private long _moved;

    /// <summary>So many bytes more are moved.</summary>
    public void Moved(long bytes)
    {
        _moved += bytes;
        watch?.Step("moving what is still needed out of volumes", _moved, Math.Max(_moved, totalBytes));
    }
}
