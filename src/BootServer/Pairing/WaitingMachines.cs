using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using Monitas.BootServer.Boot;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Pairing;

/// <summary>
/// The unknown PCs that wait for the sysadmin, in memory: after a restart of the server they start anew and show another code.
/// Bounded in number and time (PROTOCOL.md). Thread-safe.
/// </summary>
internal sealed class WaitingMachines(TimeProvider clock)
{
    /// <summary>The most codes at once.</summary>
    public const int MaxCodes = 64;

    /// <summary>How long a code is good that no screen shows yet: kernel and boot image over a slow network, then a slow start.</summary>
    public static readonly TimeSpan UnseenTime = TimeSpan.FromMinutes(30);

    /// <summary>How long a code is good whose PC asks no more: it was switched off.</summary>
    public static readonly TimeSpan SilentTime = TimeSpan.FromMinutes(10);

    /// <summary>How long a code is good at all.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromHours(24);

    /// <summary>A boot loader may fetch its script twice; both secrets must work.</summary>
    private const int MaxCodesPerCard = 2;

    private readonly Lock _lock = new();

    /// <summary>In the order in which they were made.</summary>
    private readonly List<WaitingMachine> _waiting = [];

    /// <summary>Makes a secret for one start of an unknown PC; null when too many wait already.</summary>
    public string? TryIssue(MacAddress mac)
    {
        lock (_lock)
        {
            DropStale();
            WaitingMachine[] before = [.. _waiting.Where(w => w.Mac == mac && w.LastAsked is null)];
            foreach (WaitingMachine old in before.Take(before.Length - MaxCodesPerCard + 1))
            {
                _waiting.Remove(old);
            }

            if (_waiting.Count >= MaxCodes && _waiting.Find(w => w.LastAsked is null) is { } unseen)
            {
                _waiting.Remove(unseen);
            }

            string secret = SecretDigest.NewSecret();
            string code = PairingCode.Of(secret);
            if (_waiting.Count >= MaxCodes || _waiting.Exists(w => w.Code == code))
            {
                return null;
            }

            _waiting.Add(new WaitingMachine { Code = code, Secret = SecretDigest.Of(secret), Mac = mac, Created = clock.GetUtcNow() });
            return secret;
        }
    }

    /// <summary>The PC has asked whether it is approved.</summary>
    /// <param name="request">What it said.</param>
    /// <param name="address">From where.</param>
    /// <param name="isFirst">Whether it asks for the first time.</param>
    /// <returns>It waits on; null when its secret is not one of those that wait, or another start of it used the secret before.</returns>
    public WaitingMachine? TryAsk(EnrollRequest request, IPAddress? address, out bool isFirst)
    {
        lock (_lock)
        {
            DropStale();
            isFirst = false;
            SecretDigest digest = SecretDigest.Of(request.Secret);
            int index = _waiting.FindIndex(w => w.Secret == digest);
            if (request.Facts.BootId.Length == 0 || index < 0 || (_waiting[index].Facts is { } facts && facts.BootId != request.Facts.BootId))
            {
                return null;
            }

            WaitingMachine known = _waiting[index];
            isFirst = known.LastAsked is null;
            return _waiting[index] = known with
            {
                LastAsked = clock.GetUtcNow(),
                Address = address?.MapToIPv4().ToString() ?? "",
                AgentVersion = request.AgentVersion,
                Facts = known.Facts ?? request.Facts,
            };
        }
    }

    /// <summary>Those that show their code, the oldest first.</summary>
    public IReadOnlyList<WaitingMachine> List()
    {
        lock (_lock)
        {
            DropStale();
            return [.. _waiting.Where(w => w.LastAsked is not null)];
        }
    }

    /// <summary>The PC whose screen shows this code; null when none does.</summary>
    /// <param name="code">As <see cref="PairingCode.TryRead"/> gives it.</param>
    public WaitingMachine? Find(string code) => List().FirstOrDefault(w => w.Code == code);

    /// <summary>It waits no more.</summary>
    public void Remove(SecretDigest secret)
    {
        lock (_lock)
        {
            _waiting.RemoveAll(w => w.Secret == secret);
        }
    }

    private void DropStale()
    {
        DateTimeOffset now = clock.GetUtcNow();
        _waiting.RemoveAll(w => IsStale(w, now));
    }

    private static bool IsStale(WaitingMachine waiting, DateTimeOffset now) =>
        now - waiting.Created >= LongestTime
        || (waiting.LastAsked is { } asked ? now - asked >= SilentTime : now - waiting.Created >= UnseenTime);
}
