using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.Alerts;

/// <summary>What waits to be sent, and when. Pure.</summary>
internal static class AlertOutbox
{
    /// <summary>After a try that failed the next one comes so much later.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    /// <summary>So many are kept for a way that does not take them; older ones go.</summary>
    private const int MaxPending = 1000;

    /// <summary>Puts alerts down for each way.</summary>
    internal static AlertMemory Add(AlertMemory memory, IReadOnlyList<Alert> alerts, IEnumerable<string> ways) => memory with
    {
        Pending = ways.ToDictionary(way => way, way => (IReadOnlyList<Alert>)[.. memory.Pending.GetValueOrDefault(way, []).Concat(alerts).TakeLast(MaxPending)]),
    };

    /// <summary>What is to be sent by this way now; nothing while it is too soon after the last message.</summary>
    internal static IReadOnlyList<Alert> Due(AlertMemory memory, string way, TimeSpan digest, DateTimeOffset now) =>
        memory.Tried.TryGetValue(way, out DateTimeOffset tried) && now < tried + digest && now >= tried ? [] : memory.Pending.GetValueOrDefault(way, []);

    /// <summary>They are sent.</summary>
    internal static AlertMemory Sent(AlertMemory memory, string way, DateTimeOffset now) => memory with
    {
        Pending = With(memory.Pending, way, (IReadOnlyList<Alert>)[]),
        Tried = With(memory.Tried, way, now),
    };

    /// <summary>They could not be sent, and are tried again before long.</summary>
    internal static AlertMemory Failed(AlertMemory memory, string way, TimeSpan digest, DateTimeOffset now) => memory with
    {
        Tried = With(memory.Tried, way, now - (digest > Again ? digest - Again : TimeSpan.Zero)),
    };

    private static Dictionary<string, T> With<T>(IReadOnlyDictionary<string, T> all, string key, T value) => new(all) { [key] = value };
}
