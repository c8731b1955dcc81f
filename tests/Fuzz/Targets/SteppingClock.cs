using System;

namespace Monitas.Fuzz.Targets;

/// <summary>Goes on by a little at each input, so that what is remembered grows old.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private static readonly TimeSpan AtEachInput = TimeSpan.FromMilliseconds(100);

    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    /// <summary>Goes on.</summary>
    public void Step() => _now += AtEachInput;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;
}
