using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// The shortages of addresses that were seen in the last hour, for the doctor. Each kind is logged once a minute on each interface: clients repeat
/// their questions. Safe to call from any thread.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="logger">Hears of them.</param>
internal sealed class AddressShortages(TimeProvider clock, ILogger logger)
{
    /// <summary>How many are kept; then the one that was not seen for longest makes room.</summary>
    public const int Capacity = 64;

    private static readonly TimeSpan PauseBetweenWarnings = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Interface, string Text), SeenShortage> _seen = [];
    private readonly Dictionary<(string Interface, AddressShortageKind Kind), DateTimeOffset> _nextWarnings = [];

    /// <summary>Takes note of one.</summary>
    public void Note(string device, AddressShortage shortage)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_lock)
        {
            if (_seen.Count >= Capacity && !_seen.ContainsKey((device, shortage.Text)))
            {
                _seen.Remove(_seen.MinBy(pair => pair.Value.LastSeen).Key);
            }

            _seen[(device, shortage.Text)] = new SeenShortage(device, shortage, now);
            if (now < _nextWarnings.GetValueOrDefault((device, shortage.Kind)))
            {
                return;
            }

            _nextWarnings[(device, shortage.Kind)] = now + PauseBetweenWarnings;
        }

        NetbootLog.AddressShortage(logger, device, shortage.Text);
    }

    /// <summary>Those of the last hour, the latest first.</summary>
    public IReadOnlyList<SeenShortage> List()
    {
        DateTimeOffset since = clock.GetUtcNow() - Kept;
        lock (_lock)
        {
            return [.. _seen.Values.Where(seen => seen.LastSeen >= since).OrderByDescending(seen => seen.LastSeen).ThenBy(seen => seen.Shortage.Text, StringComparer.Ordinal)];
        }
    }
}
