using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;

namespace Monitas.BootServer.Boot;

/// <summary>Lets each client so many things pass in each span of time, and all of them together no more than a total. Safe to call from any thread.</summary>
/// <param name="perClient">How many of one client.</param>
/// <param name="total">How many of all; so many clients are remembered at most.</param>
/// <param name="span">In how long.</param>
internal sealed class ClientRateLimit(int perClient, int total, TimeSpan span)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _passed = [];
    private DateTimeOffset _end;
    private int _left;

    /// <summary>Whether one more of a client may pass now.</summary>
    public bool TryPass(IPAddress client, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now >= _end)
            {
                _passed.Clear();
                (_end, _left) = (now + span, total);
            }

            int passed = _passed.GetValueOrDefault(client);
            if (_left == 0 || passed == perClient)
            {
                return false;
            }

            _passed[client] = passed + 1;
            _left--;
            return true;
        }
    }
}
