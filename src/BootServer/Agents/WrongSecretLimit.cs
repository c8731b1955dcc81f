using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using Microsoft.AspNetCore.Http;

namespace Monitas.BootServer.Agents;

/// <summary>
/// Slows guessing down: after <see cref="MaxWrong"/> wrong secrets from one address within <see cref="Window"/>, that address
/// is answered 429 until the window is over. Remembers at most <see cref="MaxAddresses"/> addresses. Thread-safe.
/// </summary>
internal sealed class WrongSecretLimit(TimeProvider clock)
{
    /// <summary>So many wrong secrets are let pass in one window.</summary>
    public const int MaxWrong = 20;

    /// <summary>The most addresses that are remembered; beyond it the oldest is forgotten.</summary>
    public const int MaxAddresses = 4096;

    /// <summary>How long a wrong secret counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (DateTimeOffset Since, int Wrong)> _seen = [];

    /// <summary>Lets an address pass, or refuses it.</summary>
    /// <exception cref="BadHttpRequestException">429: too many wrong secrets.</exception>
    public void Check(IPAddress? address)
    {
        lock (_lock)
        {
            if (address is not null && _seen.TryGetValue(address, out (DateTimeOffset Since, int Wrong) entry)
                && entry.Wrong >= MaxWrong && clock.GetUtcNow() - entry.Since < Window)
            {
                throw new BadHttpRequestException("Too many wrong secrets came from this address: wait a minute.", StatusCodes.Status429TooManyRequests);
            }
        }
    }

    /// <summary>Counts one wrong secret.</summary>
    public void CountWrong(IPAddress? address)
    {
        if (address is null)
        {
            return;
        }
        lock (_lock)
        {
            DateTimeOffset now = clock.GetUtcNow();
            bool known = _seen.TryGetValue(address, out (DateTimeOffset Since, int Wrong) entry);
            if (!known && _seen.Count >= MaxAddresses)
            {
                _seen.Remove(_seen.MinBy(pair => pair.Value.Since).Key);
            }
            _seen[address] = known && now - entry.Since < Window ? (entry.Since, entry.Wrong + 1) : (now, 1);
        }
    }
}
