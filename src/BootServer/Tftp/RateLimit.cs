using System;
using System.Threading;

namespace Monitas.BootServer.Tftp;

/// <summary>Lets so many things pass in each span of time. Safe to call from any thread.</summary>
/// <param name="count">How many.</param>
/// <param name="span">In how long.</param>
internal sealed class RateLimit(int count, TimeSpan span)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _end;
    private int _left;

    /// <summary>Whether one more may pass now.</summary>
    public bool TryPass(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now >= _end)
            {
                (_end, _left) = (now + span, count);
            }

            return _left > 0 && _left-- > 0;
        }
    }
}
