using System;

namespace Monitas.Agent.Session;

/// <summary>Waits of 1, 2, 4, ... at most 60 seconds, each between half and the whole of it, so that 300 agents do not come back at once.</summary>
internal sealed class Backoff(Random random)
{
    private const int MaxSeconds = 60;

    private int _seconds = 1;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        TimeSpan wait = TimeSpan.FromSeconds(_seconds * (0.5 + (random.NextDouble() / 2)));
        _seconds = Math.Min(_seconds * 2, MaxSeconds);
        return wait;
    }

    /// <summary>The connection stood: begin with short waits again.</summary>
    public void Reset() => _seconds = 1;
}
