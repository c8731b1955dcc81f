using System;
using System.Collections.Generic;
using System.Threading;

namespace Monitas.BootServer.Boot;

/// <summary>
/// Finds SMBIOS UUIDs that are no identity because several cards tell the same one: some makers flash one UUID into all boards. A PC that
/// starts from two cards of its own looks the same; it is known by its cards then. Bounded; safe to call from any thread.
/// </summary>
/// <param name="capacity">How many are remembered; then all are forgotten and learned anew.</param>
internal sealed class SharedUuids(int capacity)
{
    private readonly Dictionary<Guid, (MacAddress First, bool IsShared)> _seen = [];
    private readonly Lock _lock = new();

    /// <summary>A card told a UUID.</summary>
    public void Note(Guid uuid, MacAddress mac)
    {
        lock (_lock)
        {
            if (_seen.TryGetValue(uuid, out (MacAddress First, bool IsShared) known))
            {
                _seen[uuid] = (known.First, known.IsShared || known.First != mac);
                return;
            }

            if (_seen.Count >= capacity)
            {
                _seen.Clear();
            }

            _seen[uuid] = (mac, false);
        }
    }

    /// <summary>Whether several cards told it.</summary>
    public bool IsShared(Guid uuid)
    {
        lock (_lock)
        {
            return _seen.TryGetValue(uuid, out (MacAddress First, bool IsShared) known) && known.IsShared;
        }
    }
}
